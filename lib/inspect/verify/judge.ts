/**
 * Reads some rows and says which of them are damaged.
 *
 * @module
 */
import { messageOf } from "../../base/errors.ts";
import { typeOfCode } from "../../looker/content_type_names.ts";
import { type AuditRow, type BodyTable, keyOfRow, readRows } from "../../vault/audit.ts";
import type { Vault } from "../../vault/vault.ts";
import type { TypeVerdict } from "./report.ts";
import { rowProblems, type RowRules } from "./row.ts";

/** A row that is damaged, without its body. */
export interface BadRow {
  table: BodyTable;
  row: AuditRow;
  problems: string[];
}

/** What some rows came to. */
export interface Verdict {
  types: TypeVerdict[];
  bad: BadRow[];
}

/** Judges the rows of a table that stand at some places. One that is gone meanwhile is none. */
export function judgeRows(vault: Vault, rowids: readonly number[], rules: RowRules): Verdict {
  const types = new Map<string, TypeVerdict>();
  const bad: BadRow[] = [];
  for (const read of readRows(vault, rules.table, rowids)) {
    const row = "row" in read ? read.row : unreadable(vault, rules.table, read.rowid);
    const problems = "row" in read
      ? rowProblems(row, rules)
      : [`its row cannot be read: ${messageOf(read.error)}`];
    const type = typeName(row["content_type"]);
    let verdict = types.get(type);
    if (verdict === undefined) types.set(type, verdict = { type, checked: 0, invalid: 0, bytes: 0 });
    verdict.checked++;
    verdict.bytes += Number(row["content_size"] ?? 0);
    if (problems.length === 0) continue;
    verdict.invalid++;
    bad.push({ table: rules.table, row: { ...row, content_data: null }, problems });
  }
  return { types: [...types.values()], bad };
}

function unreadable(vault: Vault, table: BodyTable, rowid: number): AuditRow {
  const key = keyOfRow(vault, table, rowid);
  return { place: rowid, content_type: key?.type ?? null, id: key?.id ?? null, deleted_at: null };
}

/** A type's name; one that this version does not know is told by its code. */
export function typeName(code: unknown): string {
  return code === null ? "vault" : typeOfCode(Number(code)) ?? `type ${code}`;
}

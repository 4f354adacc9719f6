/**
 * Reads rows and finds the damaged ones.
 *
 * @module
 */
import { collectSoon } from "../../base/collect.ts";
import { messageOf } from "../../base/errors.ts";
import { isBodySize } from "../../codec/limits.ts";
import { typeOfCode } from "../../looker/content_type_names.ts";
import { type AuditRow, type BodyTable, keyOfRow, readRows } from "../../vault/audit.ts";
import type { Vault } from "../../vault/vault.ts";
import type { TypeVerdict } from "./report.ts";
import { rowProblems, type RowRules } from "./row.ts";

/** A damaged row. */
export interface BadRow {
  table: BodyTable;
  /** Its `rowid`. */
  place: number;
  /** The code of the type; null if it cannot be read. */
  type: number | null;
  id: string | null;
  /** The start of the version; null if the row has none, or if it cannot be read. */
  version: string | null;
  /** The id of the run or restore. */
  session: string | null;
  /** Whether the item is deleted in Looker. */
  gone: boolean;
  /** Whether the row could be read. */
  readable: boolean;
  problems: string[];
}

/** The result of checking some rows. */
export interface Verdict {
  types: TypeVerdict[];
  bad: BadRow[];
}

/** The number of rows after which garbage collection is requested. Checking a row computes two digests. */
const COLLECT_EVERY = 20_000;

let judged = 0;

/** Checks the rows of a table. Skips rows that were removed meanwhile. */
export function judgeRows(vault: Vault, rowids: readonly number[], rules: RowRules): Verdict {
  const types = new Map<string, TypeVerdict>();
  const bad: BadRow[] = [];
  for (const read of readRows(vault, rules.table, rowids)) {
    const readable = "row" in read;
    const row = readable ? read.row : unreadable(vault, rules.table, read.rowid);
    const problems = readable
      ? rowProblems(row, rules)
      : [`its row cannot be read: ${messageOf(read.error)}`];
    const type = typeName(row["content_type"]);
    let verdict = types.get(type);
    if (verdict === undefined) types.set(type, verdict = { type, checked: 0, invalid: 0, bytes: 0 });
    verdict.checked++;
    const size = row["content_size"];
    if (isBodySize(size)) verdict.bytes += size;
    if (problems.length === 0) continue;
    verdict.invalid++;
    bad.push(badRow(row, { table: rules.table, readable, problems }));
  }
  judged += rowids.length;
  if (judged >= COLLECT_EVERY) {
    judged = 0;
    collectSoon();
  }
  return { types: [...types.values()], bad };
}

function badRow(row: AuditRow, known: Pick<BadRow, "table" | "readable" | "problems">): BadRow {
  const text = (column: string): string | null => {
    const value = row[column] ?? null;
    return value === null ? null : String(value).slice(0, NAMING);
  };
  const type = row["content_type"];
  return {
    ...known,
    place: Number(row["place"]),
    type: typeof type === "number" ? type : null,
    id: text("id"),
    version: text("valid_from"),
    session: text("session_id"),
    gone: text("deleted_at") !== null,
  };
}

/** The maximum length of an id or a time that identifies a row, in UTF-16 units. */
const NAMING = 1000;

function unreadable(vault: Vault, table: BodyTable, rowid: number): AuditRow {
  const key = keyOfRow(vault, table, rowid);
  return { place: rowid, content_type: key?.type ?? null, id: key?.id ?? null, deleted_at: null };
}

/** Returns the name of a type. A type that this version does not support has its code in its name. */
export function typeName(code: unknown): string {
  return code === null ? "vault" : typeOfCode(Number(code)) ?? `type ${code}`;
}

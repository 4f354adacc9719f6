/**
 * Goes through the rows that hold bodies, a few at a time.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { typeOfCode } from "../../looker/content_type_names.ts";
import {
  type AuditRow,
  BODY_TABLES,
  type BodyTable,
  hasDigests,
  hasTable,
  keyOfRow,
  type ReadRow,
  readRows,
  type RowPlace,
  rowPlaces,
} from "../../vault/audit.ts";
import type { Vault } from "../../vault/vault.ts";
import type { TypeVerdict, VerifySink } from "./report.ts";
import { rowProblems } from "./row.ts";

/** A row that is damaged. */
export interface BadRow {
  table: BodyTable;
  row: AuditRow;
  problems: string[];
}

/** What going through the rows came to. */
export interface RowVerdicts {
  types: Map<string, TypeVerdict>;
  bad: BadRow[];
}

/** What {@linkcode checkRows} works with. */
export interface RowsOptions {
  /** Codes of the types; null for all. */
  types: readonly number[] | null;
  /** Percent of the rows. */
  sample: number;
  random: () => number;
  /** Ids of runs and restores. */
  sessions: ReadonlySet<string>;
  restorations: ReadonlySet<string>;
  clock: Clock;
  signal: AbortSignal;
  sink: VerifySink;
}

/** Rows and bytes of MessagePack read at once. */
const ROWS = 64, BYTES = 4 * 1024 * 1024;

/** Other work gets its turn after so long, milliseconds. */
const TURN_MS = 50;

/** Checks the rows of all tables, or a sample of them. */
export async function checkRows(vault: Vault, options: RowsOptions): Promise<RowVerdicts> {
  const { clock, signal, sink } = options;
  const verdicts: RowVerdicts = { types: new Map(), bad: [] };
  const work = BODY_TABLES.filter((table) => hasTable(vault, table)).map((table) => ({
    table,
    places: chosen(rowPlaces(vault, table, options.types), options),
  }));
  const all = work.flatMap(({ places }) => places);
  sink({ event: "counted", rows: all.length, bytes: all.reduce((sum, { size }) => sum + size, 0) });
  const digests = hasDigests(vault);
  const done = { rows: 0, bytes: 0 };
  let turn = clock.monotonic();
  for (const { table, places } of work) {
    const sessions = table === "restoration_backups" ? options.restorations : options.sessions;
    for (const batch of batches(places)) {
      const rows = readRows(vault, table, batch.map(({ rowid }) => rowid));
      for (const read of rows) judge(verdicts, read, { vault, table, sessions, digests, sink });
      done.rows += batch.length;
      done.bytes += batch.reduce((sum, { size }) => sum + size, 0);
      if (clock.monotonic() - turn < TURN_MS) continue;
      sink({ event: "checked", ...done, invalid: verdicts.bad.length });
      await clock.delay(0, signal);
      turn = clock.monotonic();
    }
  }
  sink({ event: "checked", ...done, invalid: verdicts.bad.length });
  return verdicts;
}

function chosen(places: readonly RowPlace[], { sample, random }: RowsOptions): readonly RowPlace[] {
  return sample >= 100 ? places : places.filter(() => random() * 100 < sample);
}

function* batches(places: readonly RowPlace[]): Generator<RowPlace[]> {
  let batch: RowPlace[] = [], bytes = 0;
  for (const place of places) {
    if (batch.length >= ROWS || (batch.length > 0 && bytes + place.size > BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(place);
    bytes += place.size;
  }
  if (batch.length > 0) yield batch;
}

function judge(
  verdicts: RowVerdicts,
  read: ReadRow,
  { vault, table, sessions, digests, sink }: {
    vault: Vault;
    table: BodyTable;
    sessions: ReadonlySet<string>;
    digests: boolean;
    sink: VerifySink;
  },
): void {
  const row = "row" in read ? read.row : unreadable(vault, table, read.rowid);
  const problems = "row" in read
    ? rowProblems(row, { table, sessions, digests })
    : [`its row cannot be read: ${messageOf(read.error)}`];
  const type = typeName(row["content_type"]);
  const verdict = verdicts.types.get(type) ?? { type, checked: 0, invalid: 0, bytes: 0 };
  verdicts.types.set(type, verdict);
  verdict.checked++;
  verdict.bytes += Number(row["content_size"] ?? 0);
  if (problems.length === 0) return;
  verdict.invalid++;
  verdicts.bad.push({ table, row: { ...row, content_data: null }, problems });
  for (const problem of problems) {
    sink({ event: "problem", type, id: row["id"] === null ? null : String(row["id"]), problem });
  }
}

function unreadable(vault: Vault, table: BodyTable, rowid: number): AuditRow {
  const key = keyOfRow(vault, table, rowid);
  return { place: rowid, content_type: key?.type ?? null, id: key?.id ?? null, deleted_at: null };
}

/** A type's name; one that this version does not know is told by its code. */
export function typeName(code: unknown): string {
  return code === null ? "vault" : typeOfCode(Number(code)) ?? `type ${code}`;
}

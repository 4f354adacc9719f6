/**
 * Goes through the rows that hold bodies, a few at a time.
 *
 * @module
 */
import { forEachPooled } from "../../base/pool.ts";
import {
  BODY_TABLES,
  type BodyTable,
  hasDigests,
  hasTable,
  type RowPlace,
  rowPlaces,
} from "../../vault/audit.ts";
import type { Vault } from "../../vault/vault.ts";
import { type BadRow, judgeRows, typeName, type Verdict } from "./judge.ts";
import type { TypeVerdict, VerifySink } from "./report.ts";
import type { RowRules } from "./row.ts";
import type { Threads } from "./threads.ts";

/** What going through the rows came to. */
export interface RowVerdicts {
  types: Map<string, TypeVerdict>;
  bad: BadRow[];
  /** Tables whose rows cannot be listed, and why. */
  lost: { table: BodyTable; error: unknown }[];
}

/** What {@linkcode checkRows} works with. */
export interface RowsOptions {
  /** Codes of the types; null for all. */
  types: readonly number[] | null;
  /** Percent of the rows. */
  sample: number;
  random: () => number;
  threads: Threads;
  /** Ids of runs and restores; null where they cannot be read. */
  sessions: ReadonlySet<string> | null;
  restorations: ReadonlySet<string> | null;
  signal: AbortSignal;
  sink: VerifySink;
}

/** Rows and bytes of MessagePack judged at once. */
const ROWS = 64, BYTES = 1024 * 1024;

/** Checks the rows of all tables, or a sample of them. */
export async function checkRows(vault: Vault, options: RowsOptions): Promise<RowVerdicts> {
  const { signal, sink, threads } = options;
  const digests = hasDigests(vault);
  const tasks: { places: RowPlace[]; rules: RowRules }[] = [];
  const total = { rows: 0, bytes: 0 };
  const verdicts: RowVerdicts = { types: new Map(), bad: [], lost: [] };
  for (const table of BODY_TABLES.filter((table) => hasTable(vault, table))) {
    const sessions = table === "restoration_backups" ? options.restorations : options.sessions;
    try {
      for (const places of batches(chosen(rowPlaces(vault, table, options.types), options))) {
        tasks.push({ places, rules: { table, sessions, digests } });
        add(total, places);
      }
    } catch (error) {
      verdicts.lost.push({ table, error });
    }
  }
  sink({ event: "counted", ...total });
  const done = { rows: 0, bytes: 0 };
  await forEachPooled(tasks, threads.places, async ({ places, rules }) => {
    signal.throwIfAborted();
    const rowids = places.map(({ rowid }) => rowid);
    const verdict = await threads.judge(rowids, rules);
    // A thread may see what a run has written since this one began to read: what counts is what is seen here.
    const sound = verdict.bad.length === 0 && checkedOf(verdict) === rowids.length;
    merge(verdicts, sound || threads.count === 1 ? verdict : judgeRows(vault, rowids, rules), sink);
    add(done, places);
    sink({ event: "checked", ...done, invalid: verdicts.bad.length });
  });
  verdicts.bad.sort((a, b) => order(a) - order(b) || Number(a.row["place"]) - Number(b.row["place"]));
  return verdicts;
}

function checkedOf({ types }: Verdict): number {
  return types.reduce((sum, { checked }) => sum + checked, 0);
}

function order({ table }: BadRow): number {
  return BODY_TABLES.indexOf(table);
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

function add(sum: { rows: number; bytes: number }, places: readonly RowPlace[]): void {
  sum.rows += places.length;
  for (const { size } of places) sum.bytes += size;
}

function merge(verdicts: RowVerdicts, { types, bad }: Verdict, sink: VerifySink): void {
  for (const { type, checked, invalid, bytes } of types) {
    let sum = verdicts.types.get(type);
    if (sum === undefined) verdicts.types.set(type, sum = { type, checked: 0, invalid: 0, bytes: 0 });
    sum.checked += checked;
    sum.invalid += invalid;
    sum.bytes += bytes;
  }
  verdicts.bad.push(...bad);
  for (const { row, problems } of bad) {
    const type = typeName(row["content_type"]), id = row["id"] === null ? null : String(row["id"]);
    for (const problem of problems) sink({ event: "problem", type, id, problem });
  }
}

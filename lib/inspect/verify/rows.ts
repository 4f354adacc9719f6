/**
 * Checks the rows that have bodies, in batches.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { forEachPooled } from "../../base/pool.ts";
import {
  BODY_TABLES,
  type BodyTable,
  hasDigests,
  hasTable,
  type RowPlaces,
  rowPlaces,
} from "../../vault/audit.ts";
import type { Vault } from "../../vault/vault.ts";
import { type BadRow, judgeRows, typeName, type Verdict } from "./judge.ts";
import type { TypeVerdict, VerifySink } from "./report.ts";
import type { RowRules } from "./row.ts";
import type { Threads } from "./threads.ts";

/** The result of checking the rows. */
export interface RowVerdicts {
  types: Map<string, TypeVerdict>;
  /** The first damaged rows, in the order of the tables. */
  bad: BadRow[];
  /** The number of problems in the damaged rows that are not listed. */
  omitted: number;
  /** The number of damaged rows. */
  invalid: number;
  /** The tables whose rows cannot be listed, and why. */
  lost: { table: BodyTable; error: unknown }[];
}

/** Options of {@linkcode checkRows}. */
export interface RowsOptions {
  /** The codes of the types; null for all. */
  types: readonly number[] | null;
  /** The percentage of the rows to check. */
  sample: number;
  random: () => number;
  threads: Threads;
  /** The ids of runs and restores; null if they cannot be read. */
  sessions: ReadonlySet<string> | null;
  restorations: ReadonlySet<string> | null;
  clock: Clock;
  signal: AbortSignal;
  sink: VerifySink;
}

/** The maximum number of damaged rows to list. Further rows are only counted. */
export const MOST_ROWS = 2000;

/** The maximum number of rows, and of bytes of MessagePack, in a batch. */
const ROWS = 64, BYTES = 1024 * 1024;

/** Checks the rows of all tables, or a sample of them. */
export async function checkRows(vault: Vault, options: RowsOptions): Promise<RowVerdicts> {
  const { signal, sink, threads } = options;
  const digests = hasDigests(vault);
  const tables: { places: RowPlaces; rules: RowRules }[] = [];
  const total = { rows: 0, bytes: 0 };
  const verdicts: RowVerdicts = { types: new Map(), bad: [], omitted: 0, invalid: 0, lost: [] };
  for (const table of BODY_TABLES.filter((table) => hasTable(vault, table))) {
    const sessions = table === "restoration_backups" ? options.restorations : options.sessions;
    // Listing a table blocks, so handle Ctrl-C before each table.
    await options.clock.delay(0, signal);
    try {
      const places = chosen(rowPlaces(vault, table, options.types), options);
      tables.push({ places, rules: { table, sessions, digests } });
      total.rows += places.rowids.length;
      for (const size of places.sizes) total.bytes += size;
      if (places.unreachable > 0) verdicts.lost.push({ table, error: unreachable(places) });
    } catch (error) {
      verdicts.lost.push({ table, error });
    }
  }
  sink({ event: "counted", ...total });
  const done = { rows: 0, bytes: 0 };
  await forEachPooled(batches(tables), threads.places, async ({ rowids, bytes, rules }) => {
    signal.throwIfAborted();
    const verdict = await threads.judge(rowids, rules);
    // Another thread may see rows that a run has written since this verification started. The main thread decides,
    // because its reads are from the start of the verification.
    const sound = verdict.bad.length === 0 && checkedOf(verdict) === rowids.length;
    merge(verdicts, sound || threads.count === 1 ? verdict : judgeRows(vault, rowids, rules), sink);
    done.rows += rowids.length;
    done.bytes += bytes;
    sink({ event: "checked", ...done, invalid: verdicts.invalid });
  });
  verdicts.bad.sort((a, b) => order(a) - order(b) || a.place - b.place);
  return verdicts;
}

function checkedOf({ types }: Verdict): number {
  return types.reduce((sum, { checked }) => sum + checked, 0);
}

function order({ table }: BadRow): number {
  return BODY_TABLES.indexOf(table);
}

function chosen(places: RowPlaces, { sample, random }: RowsOptions): RowPlaces {
  if (sample >= 100) return places;
  const kept = places.rowids.map(() => random() * 100 < sample);
  const isKept = (_: number, i: number): boolean => kept[i] === true;
  return { ...places, rowids: places.rowids.filter(isKept), sizes: places.sizes.filter(isKept) };
}

function unreachable({ unreachable: n }: RowPlaces): Error {
  return new Error(
    `${n === 1 ? "1 row has a number" : `${n} rows have numbers`} that lookervault never assigns`,
  );
}

/** The rows that are checked together, and the size of their bodies. */
interface Batch {
  rowids: number[];
  bytes: number;
  rules: RowRules;
}

function* batches(tables: readonly { places: RowPlaces; rules: RowRules }[]): Generator<Batch> {
  for (const { places: { rowids, sizes }, rules } of tables) {
    let batch: Batch = { rowids: [], bytes: 0, rules };
    for (const [i, rowid] of rowids.entries()) {
      const size = sizes[i] ?? 0, { length } = batch.rowids;
      if (length >= ROWS || (length > 0 && batch.bytes + size > BYTES)) {
        yield batch;
        batch = { rowids: [], bytes: 0, rules };
      }
      batch.rowids.push(rowid);
      batch.bytes += size;
    }
    if (batch.rowids.length > 0) yield batch;
  }
}

function merge(verdicts: RowVerdicts, { types, bad }: Verdict, sink: VerifySink): void {
  for (const { type, checked, invalid, bytes } of types) {
    let sum = verdicts.types.get(type);
    if (sum === undefined) verdicts.types.set(type, sum = { type, checked: 0, invalid: 0, bytes: 0 });
    sum.checked += checked;
    sum.invalid += invalid;
    sum.bytes += bytes;
  }
  const room = MOST_ROWS - verdicts.bad.length;
  verdicts.bad.push(...bad.slice(0, room));
  verdicts.invalid += bad.length;
  for (const { problems } of bad.slice(room)) verdicts.omitted += problems.length;
  for (const { type, id, problems } of bad) {
    for (const problem of problems) sink({ event: "problem", type: typeName(type), id, problem });
  }
}

/**
 * Goes through the rows that hold bodies, a few at a time.
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

/** What going through the rows came to. */
export interface RowVerdicts {
  types: Map<string, TypeVerdict>;
  /** The first of the damaged rows, in the order of the tables. */
  bad: BadRow[];
  /** How many problems the others have. */
  omitted: number;
  /** How many rows are damaged. */
  invalid: number;
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
  clock: Clock;
  signal: AbortSignal;
  sink: VerifySink;
}

/** At most this many damaged rows are listed; the others are counted. */
export const MOST_ROWS = 2000;

/** Rows and bytes of MessagePack judged at once. */
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
    // Listing is one statement after the other: Ctrl-C is heard in between.
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
    // A thread may see what a run has written since this one began to read: what counts is what is seen here.
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
    `${n} of them ${n === 1 ? "has a number" : "have numbers"} that lookervault never assigns`,
  );
}

/** Rows that are judged at once, and the bytes of their bodies. */
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

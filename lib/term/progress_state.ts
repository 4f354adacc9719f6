/**
 * The state of a progress display for a run of `extract`: each event produces a new state. Pure.
 *
 * @module
 */
import type { ExtractEvent, TypeCounts } from "../extract/events.ts";

/** The progress of one type. */
export interface TypeProgress {
  readonly type: string;
  /** The number of items in its listings; null while unknown. */
  readonly total: number | null;
  readonly counts: TypeCounts;
  /** The number of requests that the type takes in total; null while unknown. */
  readonly planned?: number | null;
  /** When its first event arrived, in milliseconds of the monotonic clock. */
  readonly since: number | null;
  /** When it was finished. */
  readonly doneAt: number | null;
  readonly complete: boolean;
  readonly note: string | null;
}

/** The progress of the entire run. */
export interface ProgressState {
  readonly startedAt: number;
  readonly workers: number;
  readonly types: readonly TypeProgress[];
  /** Samples of the counts of items and requests over the last seconds, for the rate. */
  readonly samples: readonly { at: number; items: number; calls?: number }[];
  /** The time until which no request is sent. */
  readonly pausedUntil: number;
  /** The status of the response that caused the pause. */
  readonly pauseStatus: number;
  /** When Looker last responded with 429, in milliseconds. */
  readonly throttledAt: number;
  readonly interrupting: boolean;
}

const NOTHING: TypeCounts = {
  listed: 0,
  stored: 0,
  new: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  failed: 0,
  calls: 0,
};
const WINDOW_MS = 15_000;
const SAMPLE_MS = 500;

/** Returns the state before the first event. */
export function initialProgress(at: number): ProgressState {
  return {
    startedAt: at,
    workers: 0,
    types: [],
    samples: [{ at, items: 0 }],
    pausedUntil: 0,
    pauseStatus: 0,
    throttledAt: -Infinity,
    interrupting: false,
  };
}

/** Returns the state after `event`, which arrived at `at` (milliseconds of the monotonic clock). */
export function reduceProgress(state: ProgressState, event: ExtractEvent, at: number): ProgressState {
  switch (event.event) {
    case "started":
      return {
        ...initialProgress(at),
        workers: event.workers,
        types: event.types.map((type) => fresh(type)),
      };
    case "listed":
      return change(state, event.type, at, (type) => ({ ...type, total: event.total }));
    case "planned":
      return change(state, event.type, at, (type) => ({ ...type, planned: event.calls }));
    case "stored":
      return sample(change(state, event.type, at, (type) => ({ ...type, counts: event.counts })), at);
    case "failed":
      return change(state, event.type, at, (type) => type);
    case "type_done": {
      const { counts, complete, note } = event;
      return sample(
        change(state, event.type, at, (type) => ({ ...type, counts, complete, note, doneAt: at })),
        at,
      );
    }
    case "paused":
      return {
        ...state,
        pausedUntil: Math.max(state.pausedUntil, at + event.wait_ms),
        pauseStatus: event.status,
      };
    case "retry":
      return event.status === 429 ? { ...state, throttledAt: at } : state;
    case "interrupting":
      return { ...state, interrupting: true };
    default:
      return state;
  }
}

/** Returns the number of finished items of a type: stored in the vault, or failed permanently. */
export function handled(type: TypeProgress): number {
  return type.counts.stored + type.counts.failed;
}

/** Returns the number of items of a type, as far as it is known; null while it is unknown. */
export function totalOf(type: TypeProgress): number | null {
  if (type.doneAt === null && type.total === null && type.counts.listed === 0) return null;
  return Math.max(type.total ?? 0, type.counts.listed, handled(type));
}

/** Returns the number of finished items of all types. */
export function handledItems(state: ProgressState): number {
  return state.types.reduce((sum, type) => sum + handled(type), 0);
}

/** Returns the number of items per second over the last seconds. */
export function recentRate(state: ProgressState, now: number): number {
  const from = state.samples[0];
  if (from === undefined || now - from.at < 200) return 0;
  return Math.max(0, handledItems(state) - from.items) * 1000 / (now - from.at);
}

/**
 * Returns the seconds until the known work is done, and whether there may be more; null if it is too early to estimate.
 * Uses
 * the remaining requests if they are known, because a page of a hundred items takes one request, and so does one item.
 */
export function remaining(state: ProgressState, now: number): { seconds: number; atLeast: boolean } | null {
  if (state.types.some((type) => (type.planned ?? null) !== null)) return remainingCalls(state, now);
  const rate = recentRate(state, now);
  if (now - state.startedAt < 3000 || rate <= 0) return null;
  const open = state.types.filter((type) => type.doneAt === null);
  const items = open.reduce((sum, type) => sum + Math.max(0, (totalOf(type) ?? 0) - handled(type)), 0);
  return { seconds: items / rate, atLeast: open.some((type) => totalOf(type) === null) };
}

function remainingCalls(state: ProgressState, now: number): { seconds: number; atLeast: boolean } | null {
  const from = state.samples[0];
  if (now - state.startedAt < 3000 || from === undefined || now - from.at < 200) return null;
  const rate = (sentCalls(state) - (from.calls ?? 0)) * 1000 / (now - from.at);
  if (rate <= 0) return null;
  const open = state.types.filter((type) => type.doneAt === null);
  const calls = open.reduce(
    (sum, { planned, counts }) => sum + Math.max(0, (planned ?? 0) - counts.calls),
    0,
  );
  return { seconds: calls / rate, atLeast: open.some((type) => (type.planned ?? null) === null) };
}

function sentCalls(state: ProgressState): number {
  return state.types.reduce((sum, type) => sum + type.counts.calls, 0);
}

function fresh(type: string): TypeProgress {
  return { type, total: null, counts: NOTHING, since: null, doneAt: null, complete: true, note: null };
}

function change(
  state: ProgressState,
  name: string,
  at: number,
  how: (type: TypeProgress) => TypeProgress,
): ProgressState {
  const known = state.types.some((type) => type.type === name);
  const types = known ? state.types : [...state.types, fresh(name)];
  return {
    ...state,
    types: types.map((type) => type.type === name ? how({ ...type, since: type.since ?? at }) : type),
  };
}

/** Records the progress, at most every `SAMPLE_MS`, and removes samples that are older than the window. */
function sample(state: ProgressState, at: number): ProgressState {
  const last = state.samples.at(-1);
  if (last !== undefined && at - last.at < SAMPLE_MS) return state;
  const samples = [...state.samples, { at, items: handledItems(state), calls: sentCalls(state) }];
  const young = samples.findIndex(({ at: then }) => at - then <= WINDOW_MS);
  return { ...state, samples: samples.slice(young) };
}

/**
 * The expected size of the vault in a year. Pure.
 *
 * @module
 */
import type { SessionRecord } from "../vault/stats.ts";

/** What is expected, and from what. */
export interface Projection {
  /** Bytes of the vault in a year; null where there are too few runs to say. */
  bytes: number | null;
  /** Bytes that it grows by in a day. */
  bytes_per_day: number | null;
  /** Runs that ended, and the days from the first to the last. */
  runs: number;
  days: number;
}

/** Fewer runs, or a shorter time, say nothing of a year. */
export const LEAST_RUNS = 3, LEAST_DAYS = 1;

const DAY_MS = 86_400_000;

/**
 * The projection. `grown` is what versions take that came after each type's first capture, `stored` what all versions take,
 * `vault` the file with all around them: all in bytes.
 */
export function projectionOf(
  sessions: readonly SessionRecord[],
  { grown, stored, vault }: { grown: number; stored: number; vault: number },
): Projection {
  const ended = sessions.filter(({ status, completed_at }) =>
    completed_at !== null && (status === "completed" || status === "partial")
  );
  const times = ended.map(({ completed_at }) => Date.parse(completed_at ?? "")).filter((ms) =>
    !Number.isNaN(ms)
  );
  const days = times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / DAY_MS;
  if (ended.length < LEAST_RUNS || days < LEAST_DAYS) {
    return { bytes: null, bytes_per_day: null, runs: ended.length, days };
  }
  // What is around the versions grows with them.
  const perDay = grown / days * (stored === 0 ? 1 : Math.max(1, vault / stored));
  return {
    bytes: Math.round(vault + perDay * 365),
    bytes_per_day: Math.round(perDay),
    runs: ended.length,
    days,
  };
}

/**
 * Projects the size of the vault in a year. Pure.
 *
 * @module
 */
import type { SessionRecord } from "../vault/stats.ts";

/** The projection and its basis. */
export interface Projection {
  /** The size of the vault in a year, in bytes; null if there are too few runs. */
  bytes: number | null;
  /** The growth per day, in bytes. */
  bytes_per_day: number | null;
  /** The number of runs that ended, and the days from the first to the last. */
  runs: number;
  days: number;
}

/** The minimum number of runs and of days for a projection. */
export const LEAST_RUNS = 3, LEAST_DAYS = 1;

const DAY_MS = 86_400_000;

/**
 * Computes the projection. All sizes are in bytes: `grown` is the size of the versions that were added after each
 * type's first capture, `stored` the size of all versions, `vault` the size of the file.
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
  // The rest of the file grows in proportion to the versions.
  const perDay = grown / days * (stored === 0 ? 1 : Math.max(1, vault / stored));
  return {
    bytes: Math.round(vault + perDay * 365),
    bytes_per_day: Math.round(perDay),
    runs: ended.length,
    days,
  };
}

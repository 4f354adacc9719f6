/**
 * Runs and growth by month. Pure.
 *
 * @module
 */
import type { SessionRecord, VersionSum } from "../vault/stats.ts";

/** One month, in UTC. */
export interface MonthStats {
  /** Such as `2026-01`. */
  month: string;
  runs: number;
  calls: number;
  /** Bytes received. */
  bytes: number;
  new: number;
  updated: number;
  deleted: number;
  failed: number;
  /** The number of versions in the vault that were first seen in that month, and the bytes that they use in it. */
  versions: number;
  stored_bytes: number;
}

/** Returns the months in which a run started or a version was first seen, the oldest first. */
export function monthStats(
  sums: readonly VersionSum[],
  sessions: readonly SessionRecord[],
): MonthStats[] {
  const months = new Map<string, MonthStats>();
  const month = (name: string): MonthStats => {
    let found = months.get(name);
    if (found === undefined) months.set(name, found = emptyMonth(name));
    return found;
  };
  for (const session of sessions) {
    const own = month(session.started_at.slice(0, 7));
    own.runs++;
    for (const key of ["calls", "bytes", "new", "updated", "deleted", "failed"] as const) {
      own[key] += session[key];
    }
  }
  for (const sum of sums) {
    const own = month(sum.month);
    own.versions += sum.count;
    own.stored_bytes += sum.stored;
  }
  return [...months.values()].sort((a, b) => a.month < b.month ? -1 : 1);
}

function emptyMonth(month: string): MonthStats {
  return {
    month,
    runs: 0,
    calls: 0,
    bytes: 0,
    new: 0,
    updated: 0,
    deleted: 0,
    failed: 0,
    versions: 0,
    stored_bytes: 0,
  };
}

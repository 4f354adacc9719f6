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
  /** Versions first seen in that month which the vault still holds, and the bytes that they take in it. */
  versions: number;
  stored_bytes: number;
}

/** The months in which a run began or a version was first seen, the oldest first. */
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

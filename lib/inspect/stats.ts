/**
 * Statistics of the vault: sizes by type, growth by month, runs.
 *
 * @module
 */
import { typeOfCode } from "../looker/content_type_names.ts";
import { type Projection, projectionOf } from "./projection.ts";
import { allSessions, grownBytes, type SessionRecord, type VersionSum, versionSums } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { type MonthStats, monthStats } from "./stats_months.ts";

/**
 * Sizes of items and their versions. `content_bytes` is the size of the MessagePack, `stored_bytes` the size in the
 * vault.
 */
export interface VersionStats {
  /** The number of items that exist. */
  items: number;
  /** The number of items that are deleted in Looker. */
  deleted: number;
  /** The number of former versions. */
  versions: number;
  content_bytes: number;
  stored_bytes: number;
  /** The part of `stored_bytes` that former versions use. */
  history_bytes: number;
  /** When the oldest and the newest version were first seen; ISO 8601 UTC; null if there is none. */
  oldest: string | null;
  newest: string | null;
}

/** Sizes of one type. */
export interface TypeStats extends VersionStats {
  type: string;
}

/** Statistics of all runs. */
export interface RunStats {
  count: number;
  /** The number of runs by status, such as `{completed: 360, partial: 5}`. */
  by_status: Record<string, number>;
  first: string | null;
  last: string | null;
  calls: number;
  calls_per_run: number;
  /** Bytes received. */
  bytes: number;
}

/** The JSON output of `stats`, without its envelope. */
export interface Stats {
  db: string;
  instance: string | null;
  looker_version: string | null;
  created_at: string | null;
  /** The size of the file with its write-ahead log, in bytes. */
  vault_bytes: number;
  totals: VersionStats;
  types: TypeStats[];
  runs: RunStats;
  /** Sorted, the oldest first. */
  months: MonthStats[];
  /** Sorted, the newest first. */
  sessions: SessionRecord[];
  /** The projected size of the vault in a year. */
  projection: Projection;
}

/** Returns the statistics of a vault. Reads sums and runs, but no bodies. */
export function vaultStats(vault: Vault): Stats {
  const sums = versionSums(vault);
  const sessions = allSessions(vault), totals = versionStats(sums), size = vault.size();
  return {
    db: vault.path,
    instance: vault.meta("instance"),
    looker_version: vault.meta("looker_version"),
    created_at: vault.meta("created_at"),
    vault_bytes: size,
    totals,
    types: typeStats(sums),
    runs: runStats(sessions),
    months: monthStats(sums, sessions),
    sessions,
    projection: projectionOf(sessions, {
      grown: grownBytes(vault),
      stored: totals.stored_bytes,
      vault: size,
    }),
  };
}

/** Adds up the sums of all types. */
export function versionStats(sums: readonly VersionSum[]): VersionStats {
  const stats: VersionStats = {
    items: 0,
    deleted: 0,
    versions: 0,
    content_bytes: 0,
    stored_bytes: 0,
    history_bytes: 0,
    oldest: null,
    newest: null,
  };
  for (const { newest, count, deleted, size, stored, first, last } of sums) {
    stats.items += newest ? count - deleted : 0;
    stats.deleted += deleted;
    stats.versions += newest ? 0 : count;
    stats.content_bytes += size;
    stats.stored_bytes += stored;
    stats.history_bytes += newest ? 0 : stored;
    if (stats.oldest === null || first < stats.oldest) stats.oldest = first;
    if (stats.newest === null || last > stats.newest) stats.newest = last;
  }
  return stats;
}

/**
 * Adds up the sums by type, in the order of the types. A type that this version does not support has its code in its
 * name.
 */
export function typeStats(sums: readonly VersionSum[]): TypeStats[] {
  const types = Map.groupBy(sums, ({ type }) => type);
  return [...types].sort(([a], [b]) => a - b).map(([code, own]) => ({
    type: typeOfCode(code) ?? `type ${code}`,
    ...versionStats(own),
  }));
}

/** Returns the statistics of all runs; `sessions` are sorted, the newest first. */
export function runStats(sessions: readonly SessionRecord[]): RunStats {
  const by_status: Record<string, number> = {};
  for (const { status } of sessions) by_status[status] = (by_status[status] ?? 0) + 1;
  const calls = sessions.reduce((sum, session) => sum + session.calls, 0);
  return {
    count: sessions.length,
    by_status,
    first: sessions.at(-1)?.started_at ?? null,
    last: sessions[0]?.started_at ?? null,
    calls,
    calls_per_run: sessions.length === 0 ? 0 : Math.round(calls / sessions.length),
    bytes: sessions.reduce((sum, session) => sum + session.bytes, 0),
  };
}

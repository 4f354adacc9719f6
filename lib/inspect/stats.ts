/**
 * The content of the vault and what it cost: sizes by type, growth by month, runs.
 *
 * @module
 */
import { typeOfCode } from "../looker/content_type_names.ts";
import { type Projection, projectionOf } from "./projection.ts";
import { allSessions, grownBytes, type SessionRecord, type VersionSum, versionSums } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { type MonthStats, monthStats } from "./stats_months.ts";

/** Sizes of items and their versions. Bytes of content are MessagePack; stored ones are what it takes in the vault. */
export interface VersionStats {
  /** Items that are there. */
  items: number;
  /** Items that are gone from Looker. */
  deleted: number;
  /** Former versions. */
  versions: number;
  content_bytes: number;
  stored_bytes: number;
  /** The part of `stored_bytes` that former versions take. */
  history_bytes: number;
  /** When the oldest and the newest version were first seen; ISO 8601 UTC; null when there is none. */
  oldest: string | null;
  newest: string | null;
}

/** Sizes of one type. */
export interface TypeStats extends VersionStats {
  type: string;
}

/** The runs together. */
export interface RunStats {
  count: number;
  /** How many ended how, such as `{completed: 360, partial: 5}`. */
  by_status: Record<string, number>;
  first: string | null;
  last: string | null;
  calls: number;
  calls_per_run: number;
  /** Bytes received. */
  bytes: number;
}

/** The JSON of `stats`, without its frame. */
export interface Stats {
  db: string;
  instance: string | null;
  looker_version: string | null;
  created_at: string | null;
  /** Bytes of the file with its write-ahead log. */
  vault_bytes: number;
  totals: VersionStats;
  types: TypeStats[];
  runs: RunStats;
  /** The oldest first. */
  months: MonthStats[];
  /** The newest first. */
  sessions: SessionRecord[];
  /** How large the vault is in a year. */
  projection: Projection;
}

/** Everything that `stats` tells. Reads sums and runs, no body. */
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

/** Sums of all types together. */
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

/** Sums by type, in the order of the types; one that this version does not know is told by its code. */
export function typeStats(sums: readonly VersionSum[]): TypeStats[] {
  const types = Map.groupBy(sums, ({ type }) => type);
  return [...types].sort(([a], [b]) => a - b).map(([code, own]) => ({
    type: typeOfCode(code) ?? `type ${code}`,
    ...versionStats(own),
  }));
}

/** The runs together; `sessions` are the newest first. */
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

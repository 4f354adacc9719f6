/**
 * Sums over items, versions and runs. The indexes contain all values, so no page with a body is read.
 *
 * @module
 */
import { boundedSize } from "./bounded.ts";
import type { Vault } from "./vault.ts";

/** The versions of a type that were first seen in a month. */
export interface VersionSum {
  /** The type's code. */
  type: number;
  /** The month in UTC, such as `2026-01`. */
  month: string;
  /** Whether the versions are the newest of their items, or former ones. */
  newest: boolean;
  count: number;
  /** How many of the newest versions belong to deleted items; 0 for former versions. */
  deleted: number;
  /** Bytes of the MessagePack. */
  size: number;
  /** Bytes as stored in the vault. */
  stored: number;
  /** When the first and the last of the versions were first seen; ISO 8601 UTC. */
  first: string;
  last: string;
}

/** Returns the sums of all versions, by type, month and whether they are the newest. */
export function versionSums(vault: Vault): VersionSum[] {
  const sums = (table: string, deleted: string): VersionSum[] =>
    vault.read(() =>
      vault.prepare(
        `SELECT content_type, substr(valid_from, 1, 7) AS month, count(*) AS count, ${deleted} AS deleted,
           sum(${
          boundedSize(0)
        }) AS size, sum(length(content_data)) AS stored, min(valid_from) AS first, max(valid_from) AS last
         FROM ${table} GROUP BY content_type, month ORDER BY content_type, month`,
      ).all()
    ).map((row) => ({
      type: Number(row["content_type"]),
      month: String(row["month"]),
      newest: table === "content_items",
      count: Number(row["count"]),
      deleted: Number(row["deleted"]),
      size: Number(row["size"]),
      stored: Number(row["stored"]),
      first: String(row["first"]),
      last: String(row["last"]),
    }));
  return [...sums("content_items", "count(deleted_at)"), ...sums("content_history", "0")];
}

/** Returns the stored bytes of all versions that began after the first complete capture of their type. */
export function grownBytes(vault: Vault): number {
  const types = vault.read(() =>
    vault.prepare(
      `SELECT content_type, min(updated_at) AS first FROM sync_checkpoints
       WHERE complete = 1 AND state = 'done' GROUP BY content_type`,
    ).all()
  );
  const since = (table: string, row: Record<string, unknown>): number => {
    const found = vault.read(() =>
      vault.prepare(
        `SELECT coalesce(sum(length(content_data)), 0) AS bytes FROM ${table} WHERE content_type = ? AND valid_from > ?`,
      ).get(Number(row["content_type"]), String(row["first"]))
    );
    return Number(found?.["bytes"]);
  };
  return types.reduce((sum, row) => sum + since("content_items", row) + since("content_history", row), 0);
}

/** A run, as reports show it. Times are ISO 8601 UTC. */
export interface SessionRecord {
  id: string;
  mode: string;
  status: string;
  started_at: string;
  completed_at: string | null;
  /** Seconds of work, without the pauses between the parts of a resumed run; null if unknown. */
  duration_seconds: number | null;
  api_user_email: string | null;
  host_user: string | null;
  looker_version: string | null;
  lookervault_version: string;
  calls: number;
  retries: number;
  /** Bytes received. */
  bytes: number;
  listed: number;
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
}

/** Returns all runs of `extract`, the newest first. */
export function allSessions(vault: Vault): SessionRecord[] {
  // Selects every column, because an older vault that is only read lacks the newer columns.
  const rows = vault.read(() =>
    vault.prepare("SELECT * FROM extraction_sessions ORDER BY started_at DESC, rowid DESC").all()
  );
  return rows.map((row) => {
    const text = (column: string): string | null => row[column] === null ? null : String(row[column]);
    const number = (column: string): number => Number(row[column] ?? 0);
    const started_at = String(row["started_at"]), completed_at = text("completed_at");
    return {
      id: String(row["id"]),
      mode: String(row["mode"]),
      status: String(row["status"]),
      started_at,
      completed_at,
      duration_seconds: secondsOf({ started_at, completed_at, activeMs: number("active_ms") }),
      api_user_email: text("api_user_email"),
      host_user: text("host_user"),
      looker_version: text("looker_version"),
      lookervault_version: String(row["lookervault_version"]),
      calls: number("calls"),
      retries: number("retries"),
      bytes: number("bytes"),
      listed: number("listed"),
      stored: number("stored"),
      new: number("new"),
      updated: number("updated"),
      unchanged: number("unchanged"),
      deleted: number("deleted"),
      failed: number("failed"),
    };
  });
}

function secondsOf(
  { started_at, completed_at, activeMs }: {
    started_at: string;
    completed_at: string | null;
    activeMs: number;
  },
): number | null {
  if (activeMs > 0) return activeMs / 1000;
  const between = completed_at === null ? NaN : Date.parse(completed_at) - Date.parse(started_at);
  return Number.isNaN(between) ? null : between / 1000;
}

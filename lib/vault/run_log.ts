/**
 * Reads the runs in a vault, and how they ended.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** A backup run. Times are ISO 8601 UTC. */
export interface LoggedRun {
  id: string;
  status: string;
  mode: string;
  instance: string;
  startedAt: string;
  completedAt: string | null;
  /** Milliseconds of work without the pauses of an interrupted run; null if unknown. */
  activeMs: number | null;
  apiUser: string | null;
  hostUser: string | null;
  lookervaultVersion: string;
  stored: number;
  new: number;
  updated: number;
  deleted: number;
  failed: number;
  calls: number;
  bytes: number;
  error: string | null;
}

/** Returns all backup runs, the newest first. For a run that was killed, the counts are those of its checkpoints. */
export function loggedRuns(vault: Vault): LoggedRun[] {
  const sum = (column: string): string =>
    `max(${column}, (SELECT coalesce(sum(${column}), 0) FROM sync_checkpoints WHERE session_id = run.id)) AS all_${column}`;
  const sums = ["stored", "new", "updated", "deleted", "failed", "calls"].map(sum).join(", ");
  const rows = vault.read(() =>
    // Selects every column, because an older vault that is only read lacks the newer columns.
    vault.prepare(
      `SELECT run.*, ${sums} FROM extraction_sessions AS run ORDER BY started_at DESC, rowid DESC`,
    ).all()
  );
  const text = (value: unknown): string | null => typeof value === "string" ? value : null;
  return rows.map((row) => ({
    id: String(row["id"]),
    status: String(row["status"]),
    mode: String(row["mode"]),
    instance: String(row["instance"]),
    startedAt: String(row["started_at"]),
    completedAt: text(row["completed_at"]),
    activeMs: typeof row["active_ms"] === "number" ? row["active_ms"] : null,
    apiUser: text(row["api_user_email"]) ?? text(row["api_user_id"]),
    hostUser: text(row["host_user"]),
    lookervaultVersion: String(row["lookervault_version"]),
    stored: Number(row["all_stored"]),
    new: Number(row["all_new"]),
    updated: Number(row["all_updated"]),
    deleted: Number(row["all_deleted"]),
    failed: Number(row["all_failed"]),
    calls: Number(row["all_calls"]),
    bytes: Number(row["bytes"]),
    error: text(row["error"]),
  }));
}

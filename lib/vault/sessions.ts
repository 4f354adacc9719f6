/**
 * Runs: `extraction_sessions`, their checkpoints and their errors.
 *
 * @module
 */
import { dropFormerParts } from "./capture_parts.ts";
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** A run that begins. */
export interface NewSession {
  id: string;
  mode: string;
  instance: string;
  startedAt: string;
  hostUser: string | null;
  lookervaultVersion: string;
  /** The options as given, without secrets. */
  options: unknown;
  types: readonly string[];
}

/** The API user of a run, as Looker reports it. */
export interface SessionUser {
  lookerVersion: string | null;
  userId: string | null;
  userEmail: string | null;
  /** Names of the roles. */
  roles: readonly string[];
  /** The user's rights and visible content, as `measureSession()` returns them; null if unknown. */
  rights: unknown;
}

/** Item counts of a run or of a type. */
export interface SessionCounts {
  listed: number;
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
}

/** The cost of a run so far, in all its parts. Times are milliseconds of work, without the pauses between parts. */
export interface SessionCost {
  calls: number;
  retries: number;
  bytes: number;
  activeMs: number;
  /** The total request time of all workers. */
  busyMs: number;
}

/** The end of a run. */
export interface SessionEnd extends SessionCounts, SessionCost {
  status: string;
  completedAt: string;
  error: string | null;
  /** Whether later runs are compared with this run: its API user could see as much as the user of the run before. */
  isMeasure: boolean;
}

/** The progress of a type within a run. */
export interface Checkpoint extends SessionCounts {
  /** The type's code. */
  type: number;
  state: "running" | "done";
  complete: boolean;
  note: string | null;
  calls: number;
  at: string;
}

/** A failure to capture an item or another part of a type. */
export interface ExtractionError {
  type: number | null;
  itemId: string | null;
  operation: string;
  status: number | null;
  message: string;
  at: string;
}

/** Begins a run. Marks runs that never ended (killed) as interrupted. Inside a transaction. */
export function beginSession(vault: Vault, session: NewSession): void {
  vault.prepare("UPDATE extraction_sessions SET status = 'interrupted' WHERE status = 'running'").run();
  dropFormerParts(vault, session.id);
  vault.prepare(
    `INSERT INTO extraction_sessions (id, status, started_at, host_user, lookervault_version, options, mode, instance, types)
     VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    session.id,
    session.startedAt,
    session.hostUser,
    session.lookervaultVersion,
    JSON.stringify(session.options),
    session.mode,
    session.instance,
    JSON.stringify(session.types),
  );
}

/** Records the API user of a run. Inside a transaction. */
export function describeSession(vault: Vault, id: string, user: SessionUser): void {
  vault.prepare(
    `UPDATE extraction_sessions SET looker_version = ?, api_user_id = ?, api_user_email = ?, api_user_roles = ?,
       api_user_rights = ? WHERE id = ?`,
  ).run(
    vault.cleaned(user.lookerVersion),
    vault.cleaned(user.userId),
    vault.cleaned(user.userEmail),
    vault.cleanJson(user.roles),
    vault.cleanJson(user.rights),
    id,
  );
}

/** Records the cost of a run so far, so that a kill loses only the last moment of it. Inside a transaction. */
export function saveCost(
  vault: Vault,
  id: string,
  { calls, retries, bytes, activeMs, busyMs }: SessionCost,
): void {
  vault.prepare(
    "UPDATE extraction_sessions SET calls = ?, retries = ?, bytes = ?, active_ms = ?, busy_ms = ? WHERE id = ?",
  ).run(calls, retries, bytes, Math.round(activeMs), Math.round(busyMs), id);
}

/** Ends a run. Inside a transaction. */
export function endSession(vault: Vault, id: string, end: SessionEnd): void {
  saveCost(vault, id, end);
  vault.prepare(
    `UPDATE extraction_sessions SET status = ?, completed_at = ?, listed = ?, stored = ?, new = ?, updated = ?,
       unchanged = ?, deleted = ?, failed = ?, error = ?, is_measure = ? WHERE id = ?`,
  ).run(
    end.status,
    end.completedAt,
    end.listed,
    end.stored,
    end.new,
    end.updated,
    end.unchanged,
    end.deleted,
    end.failed,
    vault.cleaned(end.error),
    end.isMeasure ? 1 : 0,
    id,
  );
}

/** Records the progress of a type, in the same transaction as the rows that it counts. */
export function saveCheckpoint(vault: Vault, sessionId: string, checkpoint: Checkpoint): void {
  vault.prepare(
    `INSERT INTO sync_checkpoints (session_id, content_type, state, complete, note, listed, stored, new, updated,
       unchanged, deleted, failed, calls, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
     ON CONFLICT (session_id, content_type) DO UPDATE SET state = excluded.state, complete = excluded.complete,
       note = excluded.note, listed = excluded.listed, stored = excluded.stored, new = excluded.new,
       updated = excluded.updated, unchanged = excluded.unchanged, deleted = excluded.deleted,
       failed = excluded.failed, calls = excluded.calls, updated_at = excluded.updated_at`,
  ).run(
    sessionId,
    checkpoint.type,
    checkpoint.state,
    checkpoint.complete ? 1 : 0,
    vault.cleaned(checkpoint.note),
    checkpoint.listed,
    checkpoint.stored,
    checkpoint.new,
    checkpoint.updated,
    checkpoint.unchanged,
    checkpoint.deleted,
    checkpoint.failed,
    checkpoint.calls,
    checkpoint.at,
  );
}

/** Records a failure. Inside a transaction. */
export function recordError(vault: Vault, sessionId: string, error: ExtractionError): void {
  vault.prepare(
    `INSERT INTO extraction_errors (session_id, content_type, item_id, operation, status, message, at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    sessionId,
    error.type,
    error.itemId,
    error.operation,
    error.status,
    vault.clean(error.message),
    error.at,
  );
}

/** A run, as stored in the vault. */
export interface StoredSession extends SessionCost {
  id: string;
  status: string;
  startedAt: string;
  /** The options that {@linkcode beginSession} stored; undefined if they cannot be read. */
  options: unknown;
  stored: number;
  /** The number of the run's last error; 0 if there is none. */
  lastError: number;
}

/**
 * Returns the newest run; null if there is none. `stored` and `calls` include its checkpoints, so they are right even
 * if the run was killed.
 */
export function newestSession(vault: Vault): StoredSession | null {
  // Selects every column, because an older vault that is only read lacks the newer columns.
  const row = vault.read(() =>
    vault.prepare(
      `SELECT session.*,
         max(calls, (SELECT coalesce(sum(calls), 0) FROM sync_checkpoints WHERE session_id = session.id)) AS all_calls,
         (SELECT coalesce(sum(stored), 0) FROM sync_checkpoints WHERE session_id = session.id) AS all_stored,
         (SELECT coalesce(max(number), 0) FROM extraction_errors WHERE session_id = session.id) AS last_error
       FROM extraction_sessions AS session ORDER BY started_at DESC, rowid DESC LIMIT 1`,
    ).get()
  );
  if (row === undefined) return null;
  return {
    id: String(row["id"]),
    status: String(row["status"]),
    startedAt: String(row["started_at"]),
    options: storedJson(row["options"]),
    stored: Number(row["all_stored"]),
    calls: Number(row["all_calls"]),
    retries: Number(row["retries"]),
    bytes: Number(row["bytes"]),
    activeMs: Number(row["active_ms"] ?? 0),
    busyMs: Number(row["busy_ms"] ?? 0),
    lastError: Number(row["last_error"]),
  };
}

/** Returns the start of the newest run that had begun by `time` (both ISO 8601 UTC); null if there is none. */
export function runBegan(vault: Vault, time: string): string | null {
  const row = vault.read(() =>
    vault.prepare("SELECT max(started_at) AS began FROM extraction_sessions WHERE started_at <= ?").get(time)
  );
  return row?.["began"] === null || row === undefined ? null : String(row["began"]);
}

/** Returns the progress of the types within a run. */
export function sessionCheckpoints(vault: Vault, sessionId: string): Checkpoint[] {
  const rows = vault.read(() =>
    vault.prepare("SELECT * FROM sync_checkpoints WHERE session_id = ?").all(sessionId)
  );
  return rows.map((row) => ({
    type: Number(row["content_type"]),
    state: row["state"] === "done" ? "done" : "running",
    complete: row["complete"] === 1,
    note: row["note"] as string | null,
    listed: Number(row["listed"]),
    stored: Number(row["stored"]),
    new: Number(row["new"]),
    updated: Number(row["updated"]),
    unchanged: Number(row["unchanged"]),
    deleted: Number(row["deleted"]),
    failed: Number(row["failed"]),
    calls: Number(row["calls"]),
    at: String(row["updated_at"]),
  }));
}

/**
 * Marks an interrupted run as running again. Its errors stay recorded until their type is finished. Inside a
 * transaction.
 */
export function resumeSession(vault: Vault, id: string): void {
  vault.prepare(
    "UPDATE extraction_sessions SET status = 'running', completed_at = NULL, error = NULL WHERE id = ?",
  )
    .run(id);
}

/** Whether a run has an error for the type itself, not for one of its items. */
export function hasTypeErrors(vault: Vault, sessionId: string, type: number): boolean {
  return vault.read(() =>
    vault.prepare(
      "SELECT 1 FROM extraction_errors WHERE session_id = ? AND content_type = ? AND item_id IS NULL LIMIT 1",
    )
      .get(sessionId, type)
  ) !== undefined;
}

/** Removes the errors of a type up to a number, after the type has been read again. Inside a transaction. */
export function forgetErrors(
  vault: Vault,
  { sessionId, type, upTo }: { sessionId: string; type: number; upTo: number },
): void {
  vault.prepare("DELETE FROM extraction_errors WHERE session_id = ? AND content_type = ? AND number <= ?")
    .run(sessionId, type, upTo);
}

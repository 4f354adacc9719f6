/**
 * Runs: `extraction_sessions`, their checkpoints and their errors.
 *
 * @module
 */
import { dropFormerParts } from "./capture_parts.ts";
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** A run as it begins. */
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

/** Who ran it, as Looker says. */
export interface SessionUser {
  lookerVersion: string | null;
  userId: string | null;
  userEmail: string | null;
  /** Names of the roles. */
  roles: readonly string[];
  /** What the user may do and see, as `measureSession()` returns it; null if unknown. */
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

/** What a run has cost so far, all its parts together. Times in milliseconds of work: the pauses between parts are none. */
export interface SessionCost {
  calls: number;
  retries: number;
  bytes: number;
  activeMs: number;
  /** Request time of all workers together. */
  busyMs: number;
}

/** A run as it ends. */
export interface SessionEnd extends SessionCounts, SessionCost {
  status: string;
  completedAt: string;
  error: string | null;
  /** Whether later runs are measured by it: its API user saw all that the one before saw. */
  isMeasure: boolean;
}

/** A type's standing within a run. */
export interface Checkpoint extends SessionCounts {
  /** The type's code. */
  type: number;
  state: "running" | "done";
  complete: boolean;
  note: string | null;
  calls: number;
  at: string;
}

/** Something that could not be captured. */
export interface ExtractionError {
  type: number | null;
  itemId: string | null;
  operation: string;
  status: number | null;
  message: string;
  at: string;
}

/** Begins a run. Runs that never ended (killed) are noted as interrupted. Inside a transaction. */
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

/** Notes who runs it. Inside a transaction. */
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

/** Notes what a run has cost so far, so that a kill loses no more than the last moment of it. Inside a transaction. */
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

/** Writes a type's standing. Inside the transaction of the rows it speaks of. */
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

/** Records what could not be captured. Inside a transaction. */
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

/** A run as it is in the vault. */
export interface StoredSession extends SessionCost {
  id: string;
  status: string;
  startedAt: string;
  /** As they were given to {@linkcode beginSession}; undefined when they cannot be read any more. */
  options: unknown;
  stored: number;
  /** The number of its last error; 0 when it has none. */
  lastError: number;
}

/** The newest run, or null when there was none. What its batches brought counts as stored, however it ended. */
export function newestSession(vault: Vault): StoredSession | null {
  // Every column: an older vault that is only read lacks the younger ones.
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

/** When the newest run began that had begun by `time` (ISO 8601 UTC both); null when there was none. */
export function runBegan(vault: Vault, time: string): string | null {
  const row = vault.read(() =>
    vault.prepare("SELECT max(started_at) AS began FROM extraction_sessions WHERE started_at <= ?").get(time)
  );
  return row?.["began"] === null || row === undefined ? null : String(row["began"]);
}

/** The types' standings within a run. */
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

/** Takes an interrupted run up again. What failed in it stays recorded until its type is through. Inside a transaction. */
export function resumeSession(vault: Vault, id: string): void {
  vault.prepare(
    "UPDATE extraction_sessions SET status = 'running', completed_at = NULL, error = NULL WHERE id = ?",
  )
    .run(id);
}

/** Whether a part of a type that is no item's own failed in a run. */
export function hasTypeErrors(vault: Vault, sessionId: string, type: number): boolean {
  return vault.read(() =>
    vault.prepare(
      "SELECT 1 FROM extraction_errors WHERE session_id = ? AND content_type = ? AND item_id IS NULL LIMIT 1",
    )
      .get(sessionId, type)
  ) !== undefined;
}

/** Forgets the errors of a type up to a number: it has been read again since. Inside a transaction. */
export function forgetErrors(
  vault: Vault,
  { sessionId, type, upTo }: { sessionId: string; type: number; upTo: number },
): void {
  vault.prepare("DELETE FROM extraction_errors WHERE session_id = ? AND content_type = ? AND number <= ?")
    .run(sessionId, type, upTo);
}

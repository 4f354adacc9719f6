/**
 * Reads how completely each type was captured, as the runs recorded it.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** The last attempt to capture a type. Times are ISO 8601 UTC. */
export interface Attempt {
  sessionId: string;
  startedAt: string;
  done: boolean;
  complete: boolean;
  note: string | null;
  listed: number;
  stored: number;
  failed: number;
}

/** A failure to capture an item or another part of a type. */
export interface AttemptError {
  id: string | null;
  operation: string;
  status: number | null;
  message: string;
}

/** Returns the last attempt for each type, by the type's code, and when a run last captured the type completely. */
export function lastAttempts(vault: Vault): Map<number, Attempt & { lastComplete: string | null }> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT point.*, session.started_at FROM sync_checkpoints AS point
       JOIN extraction_sessions AS session ON session.id = point.session_id
       ORDER BY session.started_at DESC, session.rowid DESC`,
    ).all()
  );
  const attempts = new Map<number, Attempt & { lastComplete: string | null }>();
  for (const row of rows) {
    const type = Number(row["content_type"]);
    const done = row["state"] === "done", complete = done && row["complete"] === 1;
    const known = attempts.get(type);
    if (known !== undefined) {
      if (complete) known.lastComplete ??= String(row["updated_at"]);
      continue;
    }
    attempts.set(type, {
      sessionId: String(row["session_id"]),
      startedAt: String(row["started_at"]),
      done,
      complete,
      note: row["note"] === null ? null : String(row["note"]),
      listed: Number(row["listed"]),
      stored: Number(row["stored"]),
      failed: Number(row["failed"]),
      lastComplete: complete ? String(row["updated_at"]) : null,
    });
  }
  return attempts;
}

/** Returns the failures of a run for a type. */
export function attemptErrors(vault: Vault, sessionId: string, type: number): AttemptError[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT item_id, operation, status, message FROM extraction_errors
       WHERE session_id = ? AND content_type = ? ORDER BY number`,
    ).all(sessionId, type)
  );
  return rows.map((row) => ({
    id: row["item_id"] === null ? null : String(row["item_id"]),
    operation: String(row["operation"]),
    status: row["status"] === null ? null : Number(row["status"]),
    message: String(row["message"]),
  }));
}

/** Counts the live items that are in Looker's trash, by the type's code. */
export function trashCounts(vault: Vault, types: readonly number[]): Map<number, number> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT content_type, count(*) AS n FROM content_items
       WHERE deleted_at IS NULL AND trashed = 1 AND content_type IN (${types.map(() => "?").join(",")})
       GROUP BY content_type`,
    ).all(...types)
  );
  return new Map(rows.map((row) => [Number(row["content_type"]), Number(row["n"])]));
}

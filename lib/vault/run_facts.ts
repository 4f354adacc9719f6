/**
 * Reads all runs of a vault with the result of each type, to show the vault over time.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** A run. Times are ISO 8601 UTC. */
export interface RunFacts {
  id: string;
  mode: string;
  status: string;
  startedAt: string;
  /** When the run ended, or last stored something. */
  endedAt: string;
  /** Seconds that the run worked. */
  seconds: number;
  calls: number;
  userId: string | null;
  userEmail: string | null;
  roles: readonly string[];
  /** Whether later runs are compared with this run: its API user could see as much as the user of the run before. */
  isMeasure: boolean;
  lookerVersion: string | null;
  error: string | null;
}

/** Returns the runs, the oldest first. */
export function runFacts(vault: Vault): RunFacts[] {
  // Selects every column, because an older vault that is only read lacks the newer columns.
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT session.*,
         (SELECT max(updated_at) FROM sync_checkpoints WHERE session_id = session.id) AS stored_at
       FROM extraction_sessions AS session ORDER BY started_at, session.rowid`,
    ).all()
  );
  return rows.map((row) => {
    const text = (column: string): string | null => typeof row[column] === "string" ? row[column] : null;
    const startedAt = String(row["started_at"]), roles = storedJson(row["api_user_roles"]);
    const endedAt = text("completed_at") ?? text("stored_at") ?? startedAt;
    const active = Number(row["active_ms"] ?? 0), between = Date.parse(endedAt) - Date.parse(startedAt);
    return {
      id: String(row["id"]),
      mode: String(row["mode"]),
      status: String(row["status"]),
      startedAt,
      endedAt,
      seconds: Math.max(0, Math.round((active > 0 ? active : between) / 1000)) || 0,
      calls: Number(row["calls"]),
      userId: text("api_user_id"),
      userEmail: text("api_user_email"),
      roles: Array.isArray(roles) ? roles.map(String) : [],
      // An older vault that is only read lacks the column. Then every run is a reference run.
      isMeasure: row["is_measure"] !== 0 || row["api_user_id"] === null,
      lookerVersion: text("looker_version"),
      error: text("error"),
    };
  });
}

/** The progress of a run with a type. */
export interface RunOfType {
  sessionId: string;
  /** The type's code. */
  type: number;
  done: boolean;
  complete: boolean;
  note: string | null;
  listed: number;
  stored: number;
  failed: number;
  /** How many reads failed, for items or for the type itself. */
  errors: number;
}

/** Returns the progress of all runs with all types. */
export function runsOfTypes(vault: Vault): RunOfType[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT point.*, (SELECT count(*) FROM extraction_errors AS error
         WHERE error.session_id = point.session_id AND error.content_type = point.content_type) AS errors
       FROM sync_checkpoints AS point`,
    ).all()
  );
  return rows.map((row) => ({
    sessionId: String(row["session_id"]),
    type: Number(row["content_type"]),
    done: row["state"] === "done",
    complete: row["state"] === "done" && row["complete"] === 1,
    note: typeof row["note"] === "string" ? row["note"] : null,
    listed: Number(row["listed"]),
    stored: Number(row["stored"]),
    failed: Number(row["failed"]),
    errors: Number(row["errors"]),
  }));
}

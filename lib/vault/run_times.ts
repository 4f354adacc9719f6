/**
 * Runs as points in time: the vault's state at the end of a run.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** When a run began and ended, ISO 8601 UTC. For a run that never ended, `endedAt` is when it last stored something. */
export interface RunTime {
  id: string;
  startedAt: string;
  endedAt: string;
}

const COLUMNS = `id, started_at, coalesce(completed_at,
  (SELECT max(updated_at) FROM sync_checkpoints WHERE session_id = run.id), started_at) AS ended_at`;

/** Returns the runs whose ids begin with `prefix`, the newest first; only one run if its id equals `prefix`. */
export function runsBeginning(vault: Vault, prefix: string): RunTime[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT ${COLUMNS} FROM extraction_sessions AS run WHERE substr(id, 1, length(?1)) = ?1
       ORDER BY id <> ?1, started_at DESC`,
    ).all(prefix)
  ).map(runTime);
  return rows[0]?.id === prefix ? rows.slice(0, 1) : rows;
}

/** Returns the first run that stored something; null if none did. */
export function firstRun(vault: Vault): RunTime | null {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT ${COLUMNS} FROM extraction_sessions AS run
       WHERE stored > 0 OR EXISTS (SELECT 1 FROM sync_checkpoints WHERE session_id = run.id AND stored > 0)
       ORDER BY started_at LIMIT 1`,
    ).get()
  );
  return row === undefined ? null : runTime(row);
}

/** Returns the newest run that had begun by a time (ISO 8601 UTC); null if none had. */
export function lastRunBefore(vault: Vault, at: string): RunTime | null {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT ${COLUMNS} FROM extraction_sessions AS run WHERE started_at <= ? ORDER BY started_at DESC LIMIT 1`,
    ).get(at)
  );
  return row === undefined ? null : runTime(row);
}

function runTime(row: Record<string, unknown>): RunTime {
  return { id: String(row["id"]), startedAt: String(row["started_at"]), endedAt: String(row["ended_at"]) };
}

/**
 * Reads what runs recorded about themselves, so that it can be compared with what they stored.
 *
 * @module
 */
import { type BadBlock, hasMarks, lastSeen, ownSight } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** A run, as stored in the vault. */
export interface AuditSession {
  id: string;
  status: string;
  startedAt: string;
  completedAt: string | null;
  stored: number;
  /** JSON text. */
  options: string;
}

/** The progress of a type within a run. */
export interface AuditCheckpoint {
  sessionId: string;
  type: number;
  done: boolean;
  complete: boolean;
  listed: number;
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  failed: number;
}

/** For a run and a type: the number of live items that no later run has seen. */
export interface SeenRows {
  sessionId: string;
  type: number;
  live: number;
}

/** A version that ends before it begins, or after the next version begins. Times are ISO 8601 UTC. */
export interface OddInterval {
  type: number;
  id: string;
  from: string;
  to: string;
  /** When the next version begins; null for the last version. */
  next: string | null;
}

/** Returns all runs, in the order in which they were recorded, whatever their clocks showed. */
export function auditSessions(vault: Vault): AuditSession[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, status, started_at, completed_at, stored, options FROM extraction_sessions
       ORDER BY rowid`,
    ).all()
  );
  return rows.map((row) => ({
    id: String(row["id"]),
    status: String(row["status"]),
    startedAt: String(row["started_at"]),
    completedAt: row["completed_at"] as string | null,
    stored: Number(row["stored"]),
    options: String(row["options"]),
  }));
}

/** Returns the checkpoints of all runs. */
export function auditCheckpoints(vault: Vault): AuditCheckpoint[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT session_id, content_type, state, complete, listed, stored, new, updated, unchanged, failed
       FROM sync_checkpoints`,
    ).all()
  );
  return rows.map((row) => ({
    sessionId: String(row["session_id"]),
    type: Number(row["content_type"]),
    done: row["state"] === "done",
    complete: row["complete"] === 1,
    listed: Number(row["listed"]),
    stored: Number(row["stored"]),
    new: Number(row["new"]),
    updated: Number(row["updated"]),
    unchanged: Number(row["unchanged"]),
    failed: Number(row["failed"]),
  }));
}

/**
 * Counts live items by type and by the last run that saw them. Also returns the blocks of marks whose checksum is
 * wrong.
 */
export function seenRows(vault: Vault): { rows: SeenRows[]; bad: BadBlock[] } {
  const rows: SeenRows[] = [], bad: BadBlock[] = [];
  const marked = hasMarks(vault) ? "UNION SELECT content_type FROM seen_marks" : "";
  const types = vault.read(() =>
    vault.prepare(`SELECT content_type AS type FROM content_items GROUP BY content_type ${marked}`).all()
  );
  const live = vault.prepare(
    "SELECT rowid AS place, synced_at, session_id FROM content_items WHERE content_type = ? AND deleted_at IS NULL",
  );
  for (const { type: code } of types) {
    const type = Number(code),
      seen = lastSeen(vault, type, { isChecked: true }),
      counts = new Map<string, number>();
    bad.push(...seen.bad);
    vault.read(() => {
      for (const row of live.iterate(type)) {
        const { sessionId } = seen.of(Number(row["place"]), ownSight(row));
        counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
      }
    });
    for (const [sessionId, count] of counts) rows.push({ sessionId, type, live: count });
  }
  return { rows, bad };
}

/** Returns the items that have former versions but no newest version. */
export function headless(vault: Vault): { type: number; id: string }[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT DISTINCT content_type, id FROM content_history AS former WHERE NOT EXISTS (
         SELECT 1 FROM content_items AS item
         WHERE item.content_type = former.content_type AND item.id = former.id)`,
    ).all()
  );
  return rows.map((row) => ({ type: Number(row["content_type"]), id: String(row["id"]) }));
}

/** Returns at most `most` versions that end before they begin, or after the next version begins. */
export function oddIntervals(vault: Vault, most: number): OddInterval[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT content_type, id, valid_from, valid_to, next FROM (
         SELECT content_type, id, valid_from, valid_to,
           lead(valid_from) OVER (PARTITION BY content_type, id ORDER BY valid_from) AS next
         FROM (SELECT content_type, id, valid_from, valid_to FROM content_history
           UNION ALL
           SELECT content_type, id, valid_from, NULL FROM content_items
           WHERE (content_type, id) IN (SELECT content_type, id FROM content_history)))
       WHERE valid_from >= valid_to OR valid_to > next LIMIT ?`,
    ).all(most)
  );
  return rows.map((row) => ({
    type: Number(row["content_type"]),
    id: String(row["id"]),
    from: String(row["valid_from"]),
    to: String(row["valid_to"]),
    next: row["next"] as string | null,
  }));
}

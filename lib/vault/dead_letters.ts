/**
 * Writes that failed, with all data for a retry: `dead_letter_queue`.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";
import type { Vault } from "./vault.ts";

/** A failed item to add to the queue. */
export interface NewDeadLetter {
  sessionId: string;
  /** The type's code. */
  type: number;
  itemId: string;
  /** The operation that failed, or `verify` if the item that was read back differs. */
  operation: string;
  status: number | null;
  message: string;
  stack: string | null;
  /** The request body as JSON text; null if nothing was sent. */
  payload: string | null;
  /** ISO 8601 UTC. */
  at: string;
}

/** A failed item in the queue. */
export interface DeadLetter extends Omit<NewDeadLetter, "at"> {
  id: number;
  /** How many tries failed, in all sessions. */
  tries: number;
  createdAt: string;
  lastTriedAt: string;
}

/**
 * Adds a failure to the queue. If the item is already queued for the same instance, its count of tries increases.
 * Inside a transaction.
 */
export function addDeadLetter(vault: Vault, letter: NewDeadLetter): void {
  const payload = letter.payload === null ? null : new TextEncoder().encode(letter.payload);
  const known = vault.prepare(
    `SELECT queue.id FROM dead_letter_queue AS queue JOIN restoration_sessions AS session ON session.id = queue.session_id
     WHERE content_type = ? AND item_id = ? AND session.destination =
       (SELECT destination FROM restoration_sessions WHERE id = ?)`,
  ).get(letter.type, letter.itemId, letter.sessionId);
  if (known !== undefined) {
    vault.prepare(
      `UPDATE dead_letter_queue SET session_id = ?, operation = ?, status = ?, message = ?, stack = ?, payload = ?,
         tries = tries + 1, last_tried_at = ? WHERE id = ?`,
    ).run(
      letter.sessionId,
      letter.operation,
      letter.status,
      vault.clean(letter.message),
      vault.cleaned(letter.stack),
      payload,
      letter.at,
      Number(known["id"]),
    );
    return;
  }
  vault.prepare(
    `INSERT INTO dead_letter_queue (session_id, content_type, item_id, operation, status, message, stack, payload,
       created_at, last_tried_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    letter.sessionId,
    letter.type,
    letter.itemId,
    letter.operation,
    letter.status,
    vault.clean(letter.message),
    vault.cleaned(letter.stack),
    payload,
    letter.at,
    letter.at,
  );
}

/** Removes the entries of an item that was restored to a destination. Inside a transaction. */
export function removeDeadLetters(
  vault: Vault,
  { type, itemId, destination }: { type: number; itemId: string; destination: string },
): void {
  vault.prepare(
    `DELETE FROM dead_letter_queue WHERE content_type = ? AND item_id = ?
       AND session_id IN (SELECT id FROM restoration_sessions WHERE destination = ?)`,
  ).run(type, itemId, destination);
}

/** Empties the queue, or removes one entry. Returns how many entries were removed. Inside a transaction. */
export function clearDeadLetters(vault: Vault, id: number | null): number {
  const result = id === null
    ? vault.prepare("DELETE FROM dead_letter_queue").run()
    : vault.prepare("DELETE FROM dead_letter_queue WHERE id = ?").run(id);
  return Number(result.changes);
}

/** A failed item without its payload and stack, which may be large. */
export type DeadLetterHead = Omit<DeadLetter, "payload" | "stack">;

/** Returns the queue, the oldest entry first; with `id`, only that entry. */
export function deadLetters(vault: Vault, id: number | null = null): DeadLetter[] {
  const rows = vault.read(() =>
    vault.prepare("SELECT * FROM dead_letter_queue WHERE ?1 IS NULL OR id = ?1 ORDER BY id").all(id)
  );
  return rows.map((row) => ({
    ...headOf(row),
    stack: row["stack"] as string | null,
    payload: row["payload"] instanceof Uint8Array ? new TextDecoder().decode(row["payload"]) : null,
  }));
}

/** Returns the queue as {@linkcode deadLetters} does, without payloads and stacks. */
export function deadLetterHeads(vault: Vault, id: number | null = null): DeadLetterHead[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, session_id, content_type, item_id, operation, status, message, tries, created_at, last_tried_at
       FROM dead_letter_queue WHERE ?1 IS NULL OR id = ?1 ORDER BY id`,
    ).all(id)
  );
  return rows.map(headOf);
}

function headOf(row: Record<string, SQLOutputValue>): DeadLetterHead {
  return {
    id: Number(row["id"]),
    sessionId: String(row["session_id"]),
    type: Number(row["content_type"]),
    itemId: String(row["item_id"]),
    operation: String(row["operation"]),
    status: row["status"] === null ? null : Number(row["status"]),
    message: String(row["message"]),
    tries: Number(row["tries"]),
    createdAt: String(row["created_at"]),
    lastTriedAt: String(row["last_tried_at"]),
  };
}

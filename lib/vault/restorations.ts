/**
 * Restores: `restoration_sessions`, their checkpoints, and the state of the target instance before a restore changed
 * it.
 *
 * @module
 */
import { canonicalAddress } from "../base/address.ts";
import { requireStorable } from "../codec/body.ts";
import { compress } from "../codec/compress.ts";
import { sha256 } from "../codec/digest.ts";
import { rowHash } from "./row_digest.ts";
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** A restore that begins. */
export interface NewRestoration {
  id: string;
  source: string;
  destination: string;
  startedAt: string;
  hostUser: string | null;
  lookervaultVersion: string;
  /** The options of the restore, so that it can be resumed. */
  options: unknown;
}

/** The results of a restore, in items. */
export interface RestorationCounts {
  planned: number;
  created: number;
  updated: number;
  unchanged: number;
  undeleted: number;
  skipped: number;
  incomplete: number;
  failed: number;
  unrestorable: number;
}

/** The progress or result of a restore. */
export interface RestorationStanding extends RestorationCounts {
  status: string;
  completedAt: string | null;
  calls: number;
  bytes: number;
  verifiedSame: number;
  verifiedDifferent: number;
  error: string | null;
}

/** A restore, as stored in the vault. */
export interface StoredRestoration extends RestorationStanding {
  id: string;
  source: string;
  destination: string;
  startedAt: string;
  apiUserId: string | null;
  apiUserEmail: string | null;
  hostUser: string | null;
  /** The options that {@linkcode beginRestoration} stored; undefined if they cannot be read. */
  options: unknown;
}

/** Begins a restore. Marks restores that never ended (killed) as interrupted. Inside a transaction. */
export function beginRestoration(vault: Vault, restoration: NewRestoration): void {
  vault.prepare("UPDATE restoration_sessions SET status = 'interrupted' WHERE status = 'running'").run();
  vault.prepare(
    `INSERT INTO restoration_sessions (id, status, started_at, host_user, lookervault_version, options, source, destination)
     VALUES (?, 'running', ?, ?, ?, ?, ?, ?)`,
  ).run(
    restoration.id,
    restoration.startedAt,
    restoration.hostUser,
    restoration.lookervaultVersion,
    JSON.stringify(restoration.options),
    restoration.source,
    restoration.destination,
  );
}

/** Marks a restore as running again. Inside a transaction. */
export function resumeRestoration(vault: Vault, id: string): void {
  vault.prepare(
    "UPDATE restoration_sessions SET status = 'running', completed_at = NULL, error = NULL WHERE id = ?",
  ).run(id);
}

/** Records the API user of a restore. Inside a transaction. */
export function describeRestoration(
  vault: Vault,
  id: string,
  user: { id: string | null; email: string | null },
): void {
  vault.prepare("UPDATE restoration_sessions SET api_user_id = ?, api_user_email = ? WHERE id = ?")
    .run(vault.cleaned(user.id), vault.cleaned(user.email), id);
}

/** Records the progress or result of a restore. Inside a transaction. */
export function saveRestoration(vault: Vault, id: string, standing: RestorationStanding): void {
  vault.prepare(
    `UPDATE restoration_sessions SET status = ?, completed_at = ?, planned = ?, created = ?, updated = ?, unchanged = ?,
       undeleted = ?, skipped = ?, incomplete = ?, failed = ?, unrestorable = ?, calls = ?, bytes = ?, verified_same = ?,
       verified_different = ?, error = ? WHERE id = ?`,
  ).run(
    standing.status,
    standing.completedAt,
    standing.planned,
    standing.created,
    standing.updated,
    standing.unchanged,
    standing.undeleted,
    standing.skipped,
    standing.incomplete,
    standing.failed,
    standing.unrestorable,
    standing.calls,
    standing.bytes,
    standing.verifiedSame,
    standing.verifiedDifferent,
    vault.cleaned(standing.error),
    id,
  );
}

/** Returns all restores, the newest first. */
export function restorations(vault: Vault): StoredRestoration[] {
  const rows = vault.read(() =>
    vault.prepare("SELECT * FROM restoration_sessions ORDER BY started_at DESC, rowid DESC").all()
  );
  return rows.map((row) => ({
    id: String(row["id"]),
    status: String(row["status"]),
    source: canonicalAddress(String(row["source"])),
    destination: canonicalAddress(String(row["destination"])),
    startedAt: String(row["started_at"]),
    completedAt: row["completed_at"] as string | null,
    apiUserId: row["api_user_id"] as string | null,
    apiUserEmail: row["api_user_email"] as string | null,
    hostUser: row["host_user"] as string | null,
    options: storedJson(row["options"]),
    planned: Number(row["planned"]),
    created: Number(row["created"]),
    updated: Number(row["updated"]),
    unchanged: Number(row["unchanged"]),
    undeleted: Number(row["undeleted"]),
    skipped: Number(row["skipped"]),
    incomplete: Number(row["incomplete"] ?? 0),
    failed: Number(row["failed"]),
    unrestorable: Number(row["unrestorable"]),
    calls: Number(row["calls"]),
    bytes: Number(row["bytes"]),
    verifiedSame: Number(row["verified_same"]),
    verifiedDifferent: Number(row["verified_different"]),
    error: row["error"] as string | null,
  }));
}

/** The progress of one step of an item. */
export interface RestorationCheckpoint {
  /** The type's code. */
  type: number;
  itemId: string;
  /** `item` for the item itself; otherwise a create within the item, or `read_back`. */
  step: string;
  /** `intended`: about to be sent, with an unknown result. Otherwise the result. */
  state: "intended" | "created" | "updated" | "undeleted" | "failed" | "skipped";
  destinationId: string | null;
  at: string;
}

/** Records the progress of a step. Inside a transaction. */
export function saveRestorationCheckpoint(
  vault: Vault,
  sessionId: string,
  checkpoint: RestorationCheckpoint,
): void {
  vault.prepare(
    // With REPLACE, SQLite would open a file for each row, to be able to undo half of the statement.
    `INSERT INTO restoration_checkpoints
       (session_id, content_type, item_id, step, state, destination_id, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (session_id, content_type, item_id, step) DO UPDATE
       SET state = excluded.state, destination_id = excluded.destination_id, updated_at = excluded.updated_at`,
  ).run(
    sessionId,
    checkpoint.type,
    checkpoint.itemId,
    checkpoint.step,
    checkpoint.state,
    checkpoint.destinationId,
    checkpoint.at,
  );
}

/**
 * Removes the checkpoints of creates within finished items. Only a resume needs them, and the item's own checkpoint
 * records what happened to the item. The checkpoints of failed items stay. If an item was created and then updated or
 * undeleted, the checkpoint of its creation stays too, because an undo removes the created item. Inside a transaction.
 */
export function foldCheckpoints(vault: Vault, sessionId: string): void {
  const kept = "temp.kept_checkpoints";
  vault.prepare(`DROP TABLE IF EXISTS ${kept}`).run();
  vault.prepare(
    `CREATE TABLE ${kept} AS SELECT * FROM restoration_checkpoints AS part
     WHERE session_id = ${quoted(sessionId)} AND NOT (
       state = 'created' AND step NOT IN ('item', 'read_back') AND EXISTS (
         SELECT 1 FROM restoration_checkpoints AS whole
         WHERE whole.session_id = part.session_id AND whole.content_type = part.content_type
           AND whole.item_id = part.item_id AND whole.step = 'item'
           AND whole.state IN ('created', 'updated', 'undeleted') AND (whole.state = 'created'
             OR part.step IS NOT (SELECT name FROM content_types WHERE id = part.content_type))))
     ORDER BY rowid`,
  ).run();
  // Deletes all rows and inserts the remaining ones again. Deleting single rows would leave pages half empty, and the
  // file would not shrink.
  vault.prepare("DELETE FROM restoration_checkpoints WHERE session_id = ?").run(sessionId);
  vault.prepare(`INSERT INTO restoration_checkpoints SELECT * FROM ${kept} ORDER BY rowid`).run();
  vault.prepare(`DROP TABLE ${kept}`).run();
}

/** Quotes a text for SQL, because a statement that creates a table takes no parameters. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns the checkpoints of a restore. */
export function restorationCheckpoints(vault: Vault, sessionId: string): RestorationCheckpoint[] {
  const rows = vault.read(() =>
    vault.prepare("SELECT * FROM restoration_checkpoints WHERE session_id = ? ORDER BY rowid").all(sessionId)
  );
  return rows.map((row) => ({
    type: Number(row["content_type"]),
    itemId: String(row["item_id"]),
    step: String(row["step"]),
    state: row["state"] as RestorationCheckpoint["state"],
    destinationId: row["destination_id"] as string | null,
    at: String(row["updated_at"]),
  }));
}

/**
 * Stores an item of the target instance as it was before the restore. If the session has already stored a state of the
 * item, that state stays. Inside a transaction.
 *
 * @throws {InexactError} if the item is too large to be stored.
 */
export function savePreImage(
  vault: Vault,
  sessionId: string,
  { type, id, body, at }: { type: number; id: string; body: Uint8Array; at: string },
): void {
  requireStorable(body);
  const { encoding, data } = compress(body);
  const values = [sessionId, type, id, at, body.length, encoding, sha256(body), data];
  vault.prepare(
    `INSERT OR IGNORE INTO restoration_backups
       (session_id, content_type, id, taken_at, content_size, encoding, content_hash, content_data, row_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...values, rowHash(values));
}

/** Returns the type codes and ids of the items that a restore stored before it changed them. */
export function keptItems(vault: Vault, sessionId: string): { type: number; id: string }[] {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT content_type, id FROM restoration_backups WHERE session_id = ? ORDER BY content_type, id",
    ).all(sessionId)
  );
  return rows.map((row) => ({ type: Number(row["content_type"]), id: String(row["id"]) }));
}

/**
 * Returns the MessagePack of an item as it was before a restore; null if the restore did not change the item.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function readBefore(
  vault: Vault,
  sessionId: string,
  { type, id }: { type: number; id: string },
): Uint8Array | null {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT content_size, content_hash, encoding, content_data FROM restoration_backups
       WHERE session_id = ? AND content_type = ? AND id = ?`,
    ).get(sessionId, type, id)
  );
  return row === undefined ? null : bodyOfRow(row);
}

/** Returns the stored digest of the body that {@linkcode readBefore} returns; null if there is none. */
export function digestBefore(
  vault: Vault,
  sessionId: string,
  { type, id }: { type: number; id: string },
): Uint8Array | null {
  const digest = vault.read(() =>
    vault.prepare(
      "SELECT content_hash FROM restoration_backups WHERE session_id = ? AND content_type = ? AND id = ?",
    ).get(sessionId, type, id)
  )?.["content_hash"];
  return digest instanceof Uint8Array ? digest : null;
}

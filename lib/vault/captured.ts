/**
 * Reads what a run has stored so far, so that it can be resumed.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import type { PutResult } from "./content.ts";
import { isMarked, lastSeen } from "./seen.ts";
import type { Vault } from "./vault.ts";
import { readBody } from "./versions.ts";

/** An item that a run has stored. */
export interface CapturedRow {
  updatedAt: string | null;
  /** Whether the item was new, updated or unchanged. */
  result: PutResult;
  /** Whether all parts of the item could be read. Otherwise the run must read it again. */
  whole: boolean;
}

/**
 * Returns the live items of a type that a run has stored or seen unchanged, by id. An item without a former version is
 * `new`; one whose former version has another content is `updated`. An item is `unchanged` if its version began before
 * the run, or if it had been deleted and has the same content again.
 */
export function capturedRows(
  vault: Vault,
  type: number,
  { id: sessionId, startedAt }: { id: string; startedAt: string },
): Map<string, CapturedRow> {
  const lacking = failedItems(vault, type, sessionId), captured = new Map<string, CapturedRow>();
  const rows = vault.prepare(
    `SELECT rowid AS place, id, session_id, updated_at, valid_from >= ?1 AS begun, (
       SELECT former.content_hash = item.content_hash OR former.canonical_hash = item.canonical_hash
       FROM content_history AS former WHERE former.content_type = item.content_type AND former.id = item.id
       ORDER BY former.valid_from DESC, former.rowid DESC LIMIT 1) AS same
     FROM content_items AS item WHERE content_type = ?2 AND deleted_at IS NULL`,
  );
  vault.read(() => {
    const isCaptured = capturedBy(vault, type, sessionId);
    for (const row of rows.iterate(startedAt, type)) {
      if (!isCaptured(row)) continue;
      const id = String(row["id"]);
      captured.set(id, {
        updatedAt: row["updated_at"] as string | null,
        result: row["begun"] === 0 || row["same"] === 1 ? "unchanged" : row["same"] === 0 ? "updated" : "new",
        whole: !lacking.has(id),
      });
    }
  });
  return captured;
}

/**
 * Returns a function that says whether the run has stored a row (with `place` and `session_id`) or seen it unchanged.
 */
function capturedBy(
  vault: Vault,
  type: number,
  sessionId: string,
): (row: Readonly<Record<string, unknown>>) => boolean {
  // A damaged mark counts as no mark, so the run reads these items again.
  const seen = lastSeen(vault, type, { isChecked: true });
  return (row) => row["session_id"] === sessionId || seen.isMarked(Number(row["place"]), sessionId);
}

/** Returns the ids of a type's items with an error in a run. */
function failedItems(vault: Vault, type: number, sessionId: string): Set<string> {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT item_id FROM extraction_errors WHERE session_id = ? AND content_type = ? AND item_id IS NOT NULL",
    ).all(sessionId, type)
  );
  return new Set(rows.map((row) => String(row["item_id"])));
}

/** Counts the live items of each type that a run has stored or seen unchanged, by the type's code. */
export function countCaptured(vault: Vault, sessionId: string): Map<number, number> {
  const types = vault.read(() => vault.prepare("SELECT id FROM content_types").all());
  return new Map(types.map(({ id }) => [Number(id), capturedIds(vault, Number(id), sessionId).length]));
}

/** Returns the ids of a type's live items that a run has stored or seen unchanged. */
export function capturedIds(vault: Vault, type: number, sessionId: string): string[] {
  const ids: string[] = [];
  const rows = vault.prepare(
    "SELECT rowid AS place, id, session_id FROM content_items WHERE content_type = ? AND deleted_at IS NULL",
  );
  vault.read(() => {
    const isCaptured = capturedBy(vault, type, sessionId);
    for (const row of rows.iterate(type)) if (isCaptured(row)) ids.push(String(row["id"]));
  });
  return ids;
}

/**
 * Returns an item's newest body, and whether the run has stored it or seen it unchanged; null if the vault has no such
 * item.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function heldBody(
  vault: Vault,
  { type, id, sessionId }: { type: number; id: string; sessionId: string },
): { body: Uint8Array; isCaptured: boolean } | null {
  const body = readBody(vault, type, id);
  const row = vault.read(() =>
    vault.prepare("SELECT rowid AS place, session_id FROM content_items WHERE content_type = ? AND id = ?")
      .get(type, id)
  );
  if (body === null || row === undefined) return null;
  const isCaptured = row["session_id"] === sessionId ||
    isMarked(vault, sessionId, { type, place: Number(row["place"]) });
  return { body, isCaptured };
}

/** Whether an item's body is stored and matches its digest. */
export function isIntact(vault: Vault, type: number, id: string): boolean {
  try {
    return readBody(vault, type, id) !== null;
  } catch (error) {
    if (error instanceof DamagedBodyError) return false;
    throw error;
  }
}

/** Returns the mean size of a type's live bodies as MessagePack, in bytes; null if the vault has none. */
export function meanSize(vault: Vault, type: number): number | null {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT avg(content_size) AS mean FROM content_items WHERE content_type = ? AND deleted_at IS NULL",
    )
      .get(type)
  );
  return typeof row?.["mean"] === "number" ? row["mean"] : null;
}

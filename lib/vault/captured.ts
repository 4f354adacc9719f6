/**
 * What a run has stored so far, for a resume.
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
  /** What storing it came to. */
  result: PutResult;
  /** Whether all parts of the item could be read. If not, it must be read again. */
  whole: boolean;
}

/**
 * The live items of a type that a run has stored, or seen as they were, by id. What it came to is told by the version
 * before: none for a new item, another for an updated one, the same for one that was gone.
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

/** Tells of a row with its `place` and `session_id` whether a run has stored it, or seen it as it was. */
function capturedBy(
  vault: Vault,
  type: number,
  sessionId: string,
): (row: Readonly<Record<string, unknown>>) => boolean {
  // A mark that is not what was written is none: what it stands for is read again.
  const seen = lastSeen(vault, type, { isChecked: true });
  return (row) => row["session_id"] === sessionId || seen.isMarked(Number(row["place"]), sessionId);
}

/** Ids of a type's items of which something failed in a run. */
function failedItems(vault: Vault, type: number, sessionId: string): Set<string> {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT item_id FROM extraction_errors WHERE session_id = ? AND content_type = ? AND item_id IS NOT NULL",
    ).all(sessionId, type)
  );
  return new Set(rows.map((row) => String(row["item_id"])));
}

/** How many live items of each type a run has stored, or seen as they were, by the type's code. */
export function countCaptured(vault: Vault, sessionId: string): Map<number, number> {
  const types = vault.read(() => vault.prepare("SELECT id FROM content_types").all());
  return new Map(types.map(({ id }) => [Number(id), capturedIds(vault, Number(id), sessionId).length]));
}

/** The ids of the live items of a type that a run has stored, or seen as they were. */
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
 * An item's newest body, and whether the run given has stored it, or seen it as it was; null when there is none.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
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

/** Whether an item's body is, byte for byte, what was stored. */
export function isIntact(vault: Vault, type: number, id: string): boolean {
  try {
    return readBody(vault, type, id) !== null;
  } catch (error) {
    if (error instanceof DamagedBodyError) return false;
    throw error;
  }
}

/** The mean length of a type's live bodies as MessagePack, bytes; null when the vault holds none. */
export function meanSize(vault: Vault, type: number): number | null {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT avg(content_size) AS mean FROM content_items WHERE content_type = ? AND deleted_at IS NULL",
    )
      .get(type)
  );
  return typeof row?.["mean"] === "number" ? row["mean"] : null;
}

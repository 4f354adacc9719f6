/**
 * What a run has stored so far, asked when it is gone on with.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import type { PutResult } from "./content.ts";
import type { Vault } from "./vault.ts";
import { readBody } from "./versions.ts";

/** An item that a run has stored. */
export interface CapturedRow {
  updatedAt: string | null;
  /** What storing it came to. */
  result: PutResult;
  /** Whether all that belongs to it could be read: if not, it is to be read again. */
  whole: boolean;
}

/**
 * The live items of a type that a run has stored, by id. What it came to is told by the version before: none for a new
 * item, another for an updated one, the same for one that was gone.
 */
export function capturedRows(
  vault: Vault,
  type: number,
  { id, startedAt }: { id: string; startedAt: string },
): Map<string, CapturedRow> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, updated_at, valid_from >= ? AS began, (
         SELECT former.content_hash = item.content_hash OR former.canonical_hash = item.canonical_hash
         FROM content_history AS former WHERE former.content_type = item.content_type AND former.id = item.id
         ORDER BY former.valid_from DESC, former.rowid DESC LIMIT 1) AS same, EXISTS (
         SELECT 1 FROM extraction_errors AS error WHERE error.session_id = item.session_id AND
           error.content_type = item.content_type AND error.item_id = item.id) AS lacking
       FROM content_items AS item WHERE content_type = ? AND session_id = ? AND deleted_at IS NULL`,
    ).all(startedAt, type, id)
  );
  return new Map(rows.map((row) => [String(row["id"]), {
    updatedAt: row["updated_at"] as string | null,
    result: row["began"] === 0 || row["same"] === 1 ? "unchanged" : row["same"] === 0 ? "updated" : "new",
    whole: row["lacking"] === 0,
  }]));
}

/** How many live items of each type a run has stored, by the type's code. */
export function countCaptured(vault: Vault, sessionId: string): Map<number, number> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT content_type, count(*) AS n FROM content_items WHERE session_id = ? AND deleted_at IS NULL
       GROUP BY content_type`,
    ).all(sessionId)
  );
  return new Map(rows.map((row) => [Number(row["content_type"]), Number(row["n"])]));
}

/** The ids of the live items of a type that a run has stored. */
export function capturedIds(vault: Vault, type: number, sessionId: string): string[] {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT id FROM content_items WHERE content_type = ? AND session_id = ? AND deleted_at IS NULL",
    )
      .all(type, sessionId)
  );
  return rows.map((row) => String(row["id"]));
}

/**
 * An item's newest body and the run that last saw it; null when there is none.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
 */
export function heldBody(
  vault: Vault,
  type: number,
  id: string,
): { body: Uint8Array; sessionId: string } | null {
  const body = readBody(vault, type, id);
  const row = vault.read(() =>
    vault.prepare("SELECT session_id FROM content_items WHERE content_type = ? AND id = ?").get(type, id)
  );
  return body === null || row === undefined ? null : { body, sessionId: String(row["session_id"]) };
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

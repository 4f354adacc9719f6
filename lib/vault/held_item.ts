/**
 * Checks whether the vault already has an item exactly as Looker returned it, before the run computes the canonical
 * form and compresses the body.
 *
 * @module
 */
import { sameBytes } from "../codec/digest.ts";
import type { ContentItem } from "./content_item.ts";
import { isRowHash, isSeenHash, ROW_COLUMNS, SEEN_COLUMNS } from "./row_digest.ts";
import type { Row } from "./statement.ts";
import type { Vault } from "./vault.ts";

/** The properties of an item that are known before its canonical form is computed. */
export type ItemFacts = Omit<ContentItem, "canonicalHash" | "encoding" | "data">;

/** Returns the columns of an item's row that its digests cover, and the digests; undefined if there is no row. */
export function heldRow(vault: Vault, type: number, id: string): Row | undefined {
  return vault.read(() =>
    vault.prepare(
      `SELECT rowid AS place, ${ROW_COLUMNS.join()}, row_hash, seen_hash, synced_at, session_id, deleted_at FROM content_items WHERE content_type = ? AND id = ?`,
    ).get(type, id)
  );
}

/** Whether the vault has a row of a type. */
export function hasRows(vault: Vault, type: number): boolean {
  const sql = "SELECT 1 FROM content_items WHERE content_type = ? LIMIT 1";
  return vault.read(() => vault.prepare(sql).get(type)) !== undefined;
}

/** Whether a row matches its digest. A damaged disk may have changed it. */
export function isIntact(row: Row): boolean {
  return isRowHash(row["row_hash"], ROW_COLUMNS.map((column) => row[column]));
}

/**
 * Whether the row of a live item has the same body and the same other columns. Then its canonical hash is also the
 * body's, because all rows of a vault are hashed by the same rules (`canonical_rules`).
 */
export function isHeldAs(row: Row, item: ItemFacts): boolean {
  return row["deleted_at"] === null &&
    sameBytes(row["content_hash"] as Uint8Array, item.contentHash) &&
    row["name"] === item.name &&
    row["owner_id"] === item.ownerId &&
    row["owner_email"] === item.ownerEmail &&
    row["folder_id"] === item.folderId &&
    row["created_at"] === item.createdAt &&
    row["updated_at"] === item.updatedAt &&
    row["trashed"] === (item.trashed ? 1 : 0) &&
    isSeenHash(row["seen_hash"], SEEN_COLUMNS.map((column) => row[column] ?? null)) && isIntact(row);
}

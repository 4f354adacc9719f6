/**
 * Whether the vault already has an item exactly as it came, before its canonical form is computed and its body is
 * compressed.
 *
 * @module
 */
import { sameBytes } from "../codec/digest.ts";
import type { ContentItem } from "./content_item.ts";
import { isRowHash, isSeenHash, ROW_COLUMNS, SEEN_COLUMNS } from "./row_digest.ts";
import type { Row } from "./statement.ts";
import type { Vault } from "./vault.ts";

/** What is known of an item as soon as it came. */
export type ItemFacts = Omit<ContentItem, "canonicalHash" | "encoding" | "data">;

/** All that stands for good in an item's row, its digest, and when it was found gone; undefined without a row. */
export function heldRow(vault: Vault, type: number, id: string): Row | undefined {
  return vault.read(() =>
    vault.prepare(
      `SELECT rowid AS place, ${ROW_COLUMNS.join()}, row_hash, seen_hash, synced_at, session_id, deleted_at FROM content_items WHERE content_type = ? AND id = ?`,
    ).get(type, id)
  );
}

/** Whether a row is what was once stored, byte for byte: a damaged disk may have made another of it. */
export function isIntact(row: Row): boolean {
  return isRowHash(row["row_hash"], ROW_COLUMNS.map((column) => row[column]));
}

/**
 * Whether the row of an item that is there holds the same body, and the same beside it. Its canonical hash is the body's
 * then: all rows of a vault are judged by the same rules (`canonical_rules`).
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

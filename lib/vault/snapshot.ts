/**
 * What the vault held at a moment: which items, and in which version.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** An item as it stood at the moment asked for, without its body. Times are ISO 8601 UTC. */
export interface SnapshotItem {
  id: string;
  name: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  folderId: string | null;
  updatedAt: string | null;
  /** Whether it lay in Looker's trash. */
  trashed: boolean;
  /** When it was found gone from Looker; null for one that was there. */
  deletedAt: string | null;
  /** When this version was first seen. */
  validFrom: string;
  canonicalHash: Uint8Array;
}

const COLUMNS =
  "id, name, owner_id, owner_email, folder_id, updated_at, trashed, deleted_at, valid_from, canonical_hash";

/** The items of a type today, those that are gone from Looker included; by id. */
export function itemsToday(vault: Vault, type: number): SnapshotItem[] {
  const rows = vault.read(() =>
    vault.prepare(`SELECT ${COLUMNS} FROM content_items WHERE content_type = ? ORDER BY id`).all(type)
  );
  return rows.map(item);
}

/** The items of a type that were there at a time (ISO 8601 UTC), in the version of then; by id. */
export function itemsAt(vault: Vault, type: number, at: string): SnapshotItem[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT ${COLUMNS} FROM content_items
         WHERE content_type = ?1 AND valid_from <= ?2 AND (deleted_at IS NULL OR deleted_at > ?2)
       UNION ALL
       SELECT ${COLUMNS} FROM content_history WHERE content_type = ?1 AND valid_from <= ?2 AND valid_to > ?2
       ORDER BY id`,
    ).all(type, at)
  );
  return rows.map((row) => ({ ...item(row), deletedAt: null }));
}

function item(row: Record<string, unknown>): SnapshotItem {
  return {
    id: String(row["id"]),
    name: row["name"] as string | null,
    ownerId: row["owner_id"] as string | null,
    ownerEmail: row["owner_email"] as string | null,
    folderId: row["folder_id"] as string | null,
    updatedAt: row["updated_at"] as string | null,
    trashed: row["trashed"] === 1,
    deletedAt: row["deleted_at"] as string | null,
    validFrom: String(row["valid_from"]),
    canonicalHash: row["canonical_hash"] as Uint8Array,
  };
}

/**
 * Finds ids and names of a type by prefix, for completion.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** An id, the item's name, and whether the item was deleted in Looker. */
export interface KnownId {
  id: string;
  name: string | null;
  deleted: boolean;
}

/** Returns the first `limit` ids of a type that begin with `prefix`, live items before deleted ones. */
export function idsBeginning(
  vault: Vault,
  { type, prefix, limit }: { type: number; prefix: string; limit: number },
): KnownId[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, name, deleted_at IS NOT NULL AS deleted FROM content_items
       WHERE content_type = ?1 AND substr(id, 1, length(?2)) = ?2 ORDER BY deleted, length(id), id LIMIT ?3`,
    ).all(type, prefix, limit)
  );
  return rows.map((row) => ({
    id: String(row["id"]),
    name: row["name"] === null ? null : String(row["name"]),
    deleted: Number(row["deleted"]) === 1,
  }));
}

/**
 * Returns the first `limit` names of a type, or email addresses, that begin with `prefix`, each with the id of an
 * item.
 */
export function namesBeginning(
  vault: Vault,
  { type, prefix, limit, column = "name" }: {
    type: number;
    prefix: string;
    limit: number;
    column?: "name" | "owner_email";
  },
): KnownId[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT substr(${column}, 1, 1000) AS name, min(id) AS id, min(deleted_at IS NOT NULL) AS deleted
       FROM content_items WHERE content_type = ?1 AND substr(${column}, 1, length(?2)) = ?2
       GROUP BY 1 ORDER BY deleted, 1 LIMIT ?3`,
    ).all(type, prefix, limit)
  );
  return rows.map((row) => ({
    id: String(row["id"]),
    name: String(row["name"]),
    deleted: row["deleted"] === 1,
  }));
}

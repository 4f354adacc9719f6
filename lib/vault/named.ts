/**
 * Finds items by their exact names, and lists the names in a vault. No index covers names, so each query reads the rows
 * of a type, without their bodies.
 *
 * @module
 */
import { boundedText } from "./bounded.ts";
import type { Vault } from "./vault.ts";

/** The properties that distinguish items with the same name. Times are ISO 8601 UTC. */
export interface NamedRow {
  id: string;
  name: string | null;
  ownerEmail: string | null;
  /** The item's folder; for a folder, its parent. */
  folderId: string | null;
  updatedAt: string | null;
  /** When the item was found deleted in Looker; null for a live item. */
  deletedAt: string | null;
  /** Whether the item is in Looker's trash. */
  trashed: boolean;
}

const COLUMNS = ["id", "name", "owner_email", "folder_id", "updated_at", "deleted_at"].map(boundedText)
  .concat("trashed").join();

/** The maximum number of items that a query returns. */
const MOST = 1000;

/**
 * Returns the items of a type, deleted ones too, with exactly this name, or with any case of its ASCII letters; sorted
 * by id.
 */
export function itemsNamed(
  vault: Vault,
  type: number,
  name: string,
  { anyCase = false }: { anyCase?: boolean } = {},
): NamedRow[] {
  const collation = anyCase ? " COLLATE NOCASE" : "";
  return rowsOf(vault, `FROM content_items WHERE content_type = ? AND name = ?${collation}`, [type, name]);
}

/** Returns the items that had exactly this name at a time (ISO 8601 UTC). */
export function itemsNamedAt(
  vault: Vault,
  type: number,
  { name, at }: { name: string; at: string },
): NamedRow[] {
  const now = rowsOf(
    vault,
    `FROM content_items WHERE content_type = ?1 AND name = ?2 AND valid_from <= ?3
     AND (deleted_at IS NULL OR deleted_at > ?3)`,
    [type, name, at],
  );
  const before = rowsOf(
    vault,
    "FROM content_history WHERE content_type = ?1 AND name = ?2 AND valid_from <= ?3 AND valid_to > ?3",
    [type, name, at],
  );
  return onlyOnce([...now, ...before]);
}

/** Returns the items that had exactly this name in a former version. */
export function itemsOnceNamed(vault: Vault, type: number, name: string): NamedRow[] {
  const rows = rowsOf(vault, "FROM content_history WHERE content_type = ? AND name = ?", [type, name]);
  return onlyOnce(rows);
}

/** Returns the items of a type (users) with this email address, in any case. */
export function itemsOfAddress(vault: Vault, type: number, address: string): NamedRow[] {
  return rowsOf(
    vault,
    "FROM content_items WHERE content_type = ? AND owner_email = ? COLLATE NOCASE",
    [type, address],
  );
}

/** Returns all rows of a type, sorted by id. Suits types with few items, such as folders. */
export function rowsOfType(vault: Vault, type: number): NamedRow[] {
  const rows: NamedRow[] = [];
  vault.read(() => {
    const statement = vault.prepare(
      `SELECT ${COLUMNS} FROM content_items WHERE content_type = ? ORDER BY id`,
    );
    for (const row of statement.iterate(type)) rows.push(namedRow(row));
  });
  return rows;
}

function rowsOf(vault: Vault, from: string, values: readonly (string | number)[]): NamedRow[] {
  return vault.read(() =>
    vault.prepare(`SELECT ${COLUMNS} ${from} ORDER BY length(id), id LIMIT ${MOST}`).all(...values)
  ).map(namedRow);
}

function onlyOnce(rows: readonly NamedRow[]): NamedRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

function namedRow(row: Record<string, unknown>): NamedRow {
  const text = (column: string): string | null => row[column] === null ? null : String(row[column]);
  return {
    id: String(row["id"]),
    name: text("name"),
    ownerEmail: text("owner_email"),
    folderId: text("folder_id"),
    updatedAt: text("updated_at"),
    deletedAt: text("deleted_at"),
    trashed: row["trashed"] === 1,
  };
}

/** A name, and the id of an item with that name. */
export interface KnownName {
  id: string;
  name: string;
  deleted: boolean;
}

/** Returns the distinct names (or email addresses) of a type, each with the id of one of its items. */
export function knownNames(vault: Vault, type: number, column: "name" | "owner_email" = "name"): KnownName[] {
  return vault.read(() =>
    vault.prepare(
      `SELECT substr(${column}, 1, 200) AS name, id, min(deleted_at IS NOT NULL) AS deleted FROM content_items
       WHERE content_type = ? AND ${column} IS NOT NULL GROUP BY 1`,
    ).all(type)
  ).map((row) => ({ id: String(row["id"]), name: String(row["name"]), deleted: row["deleted"] === 1 }));
}

/** Whether any item, deleted or not, is or was in a folder with this id, or has or had an owner with this id. */
export function isReferred(vault: Vault, column: "folder_id" | "owner_id", id: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE ${column} = ?1 AND deleted_at IS NULL
       UNION ALL SELECT 1 FROM content_items WHERE ${column} = ?1
       UNION ALL SELECT 1 FROM content_history WHERE ${column} = ?1 LIMIT 1`,
    ).get(id)
  ) !== undefined;
}

/** Whether any item has or had an owner with this email address, in any case. */
export function isOwnersAddress(vault: Vault, address: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE owner_email = ?1 COLLATE NOCASE
       UNION ALL SELECT 1 FROM content_history WHERE owner_email = ?1 COLLATE NOCASE LIMIT 1`,
    ).get(address)
  ) !== undefined;
}

/**
 * Items by their exact names, and the names in a vault. Names are in no index: each query reads the rows of a type,
 * without their bodies.
 *
 * @module
 */
import { boundedText } from "./bounded.ts";
import type { Vault } from "./vault.ts";

/** What tells items of one name apart. Times are ISO 8601 UTC. */
export interface NamedRow {
  id: string;
  name: string | null;
  ownerEmail: string | null;
  /** Of a folder: the folder above it. */
  folderId: string | null;
  updatedAt: string | null;
  /** When it was found gone from Looker; null for what is there. */
  deletedAt: string | null;
  /** Whether it is in Looker's trash. */
  trashed: boolean;
}

const COLUMNS = ["id", "name", "owner_email", "folder_id", "updated_at", "deleted_at"].map(boundedText)
  .concat("trashed").join();

/** More items of one name are not told apart. */
const MOST = 1000;

/** The items of a type with exactly that name, or with any case of its ASCII letters, those that were found gone too; by id. */
export function itemsNamed(
  vault: Vault,
  type: number,
  name: string,
  { anyCase = false }: { anyCase?: boolean } = {},
): NamedRow[] {
  const collation = anyCase ? " COLLATE NOCASE" : "";
  return rowsOf(vault, `FROM content_items WHERE content_type = ? AND name = ?${collation}`, [type, name]);
}

/** Those that had exactly that name at a time (ISO 8601 UTC). */
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

/** Those that once had exactly that name, by versions that were superseded. */
export function itemsOnceNamed(vault: Vault, type: number, name: string): NamedRow[] {
  const rows = rowsOf(vault, "FROM content_history WHERE content_type = ? AND name = ?", [type, name]);
  return onlyOnce(rows);
}

/** The items of a type whose own address (of a user) is that, in any case of letters. */
export function itemsOfAddress(vault: Vault, type: number, address: string): NamedRow[] {
  return rowsOf(
    vault,
    "FROM content_items WHERE content_type = ? AND owner_email = ? COLLATE NOCASE",
    [type, address],
  );
}

/** The rows of a type, by id: for types that are few, such as folders. */
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

/** A name, and an item that has it. */
export interface KnownName {
  id: string;
  name: string;
  deleted: boolean;
}

/** The names of a type, each with one of its items; addresses instead where asked for. */
export function knownNames(vault: Vault, type: number, column: "name" | "owner_email" = "name"): KnownName[] {
  return vault.read(() =>
    vault.prepare(
      `SELECT substr(${column}, 1, 200) AS name, id, min(deleted_at IS NOT NULL) AS deleted FROM content_items
       WHERE content_type = ? AND ${column} IS NOT NULL GROUP BY 1`,
    ).all(type)
  ).map((row) => ({ id: String(row["id"]), name: String(row["name"]), deleted: row["deleted"] === 1 }));
}

/** Whether some item, be it gone, is or was in a folder of that id, or has or had such an owner. */
export function isReferred(vault: Vault, column: "folder_id" | "owner_id", id: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE ${column} = ?1 AND deleted_at IS NULL
       UNION ALL SELECT 1 FROM content_items WHERE ${column} = ?1
       UNION ALL SELECT 1 FROM content_history WHERE ${column} = ?1 LIMIT 1`,
    ).get(id)
  ) !== undefined;
}

/** The addresses of owners that are so, in any case of letters, as the rows of their items tell. */
export function isOwnersAddress(vault: Vault, address: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE owner_email = ?1 COLLATE NOCASE
       UNION ALL SELECT 1 FROM content_history WHERE owner_email = ?1 COLLATE NOCASE LIMIT 1`,
    ).get(address)
  ) !== undefined;
}

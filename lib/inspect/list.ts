/**
 * What the vault holds: items of a type, and how much there is of each type.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { CONTENT_TYPES, type ContentType, typeCode, typeOfCode } from "../looker/content_type_names.ts";
import type { Vault } from "../vault/vault.ts";
import { requireApplicable } from "./applicable.ts";

/** Filters, applied before `limit` and `offset`. */
export interface ListFilter {
  folder?: string;
  /** E-mail address or user id. */
  owner?: string;
  /** The whole name; `*` stands for anything, and the case of ASCII letters does not matter. */
  name?: string;
  /** ISO 8601 UTC. What was never updated counts from its creation. */
  updatedAfter?: string;
  /** Only items found gone from Looker; without it only those that are there. */
  deleted?: true;
  limit?: number;
  offset?: number;
  /** A column; `-` before it sorts descending. */
  sort?: string;
}

/** One item. Times are ISO 8601 UTC, sizes bytes. */
export interface ItemRow {
  type: ContentType;
  id: string;
  name: string | null;
  owner_email: string | null;
  folder_id: string | null;
  created_at: string | null;
  updated_at: string | null;
  synced_at: string;
  deleted_at: string | null;
  content_size: number;
}

/** One type: live items, items found gone, bytes of their bodies as JSON would be held, before compression. */
export interface TypeRow {
  type: ContentType;
  items: number;
  deleted: number;
  bytes: number;
}

const SORTABLE = [
  "id",
  "name",
  "owner_email",
  "folder_id",
  "created_at",
  "updated_at",
  "synced_at",
  "content_size",
];

/**
 * The items of a type that pass the filter.
 *
 * @throws {UsageError} for a column that cannot be sorted by, or a filter by what the type does not have.
 */
export function listItems(vault: Vault, type: ContentType, filter: ListFilter = {}): ItemRow[] {
  requireApplicable(type, filter);
  const where = ["content_type = ?", filter.deleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL"];
  const values: (string | number)[] = [typeCode(type)];
  const add = (clause: string, ...bound: string[]): void => {
    where.push(clause);
    values.push(...bound);
  };
  if (filter.folder !== undefined) add("folder_id = ?", filter.folder);
  if (filter.owner !== undefined) {
    add("(owner_id = ? OR owner_email = ? COLLATE NOCASE)", filter.owner, filter.owner);
  }
  if (filter.name !== undefined) add("name LIKE ? ESCAPE '\\'", likePattern(filter.name));
  if (filter.updatedAfter !== undefined) add("coalesce(updated_at, created_at) > ?", filter.updatedAfter);
  const sql =
    `SELECT id, name, owner_email, folder_id, created_at, updated_at, synced_at, deleted_at, content_size
    FROM content_items WHERE ${where.join(" AND ")} ORDER BY ${
      orderBy(filter.sort ?? "id")
    } LIMIT ? OFFSET ?`;
  const rows = vault.read(() => vault.prepare(sql).all(...values, filter.limit ?? -1, filter.offset ?? 0));
  return rows.map((row) => ({ ...row, type, content_size: Number(row["content_size"]) }) as ItemRow);
}

/** What the vault holds of each type; types it holds nothing of are left out. */
export function listTypes(vault: Vault): TypeRow[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT content_type, count(*) - count(deleted_at) AS items, count(deleted_at) AS deleted, sum(content_size) AS bytes
       FROM content_items GROUP BY content_type`,
    ).all()
  );
  return rows.flatMap((row) => {
    const type = typeOfCode(Number(row["content_type"]));
    return type === undefined
      ? []
      : [{ type, items: Number(row["items"]), deleted: Number(row["deleted"]), bytes: Number(row["bytes"]) }];
  }).sort((a, b) => CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type));
}

/** `*` becomes `%`; what LIKE would take for a wildcard is escaped. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}

/** Ids that are numbers come first, in the order of their numbers. */
function orderBy(sort: string): string {
  const column = sort.replace(/^-/, "");
  if (!SORTABLE.includes(column)) {
    throw new UsageError(`Cannot sort by "${column}": there is no such column`, {
      hint: `The columns are: ${SORTABLE.join(", ")}; - before one sorts descending.`,
    });
  }
  const direction = sort.startsWith("-") ? "DESC" : "ASC";
  const word = "id GLOB '*[^0-9]*'";
  const byId = `${word} ${direction}, iif(${word}, 0, CAST(id AS INTEGER)) ${direction}, id ${direction}`;
  return column === "id" ? byId : `${column} ${direction}, ${byId}`;
}

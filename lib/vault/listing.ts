/**
 * The items of a type that pass filters, in an order: first which, then their rows a chunk at a time.
 *
 * @module
 */
import { boundedSize, boundedText } from "./bounded.ts";
import { ITEM_COLUMNS } from "./item_columns.ts";
import { hasMarks, type LastSeen, lastSeen, ownSight } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** Columns that items can be sorted by. */
export const SORTABLE = ITEM_COLUMNS.filter((column) => column !== "trashed");

/** Which items, and in which order. */
export interface ListQuery {
  /** The type's code. */
  type: number;
  /** Items found gone from Looker rather than those that are there. */
  deleted: boolean;
  sort: { column: typeof SORTABLE[number]; descending: boolean };
  folder?: string | undefined;
  /** Id or, in any case, e-mail address. */
  owner?: string | undefined;
  /** The whole name; `*` stands for anything, and the case of ASCII letters does not matter. */
  name?: string | undefined;
  /** ISO 8601 UTC. What was never updated counts from its creation. */
  updatedAfter?: string | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
}

/** An item without its body. Times are ISO 8601 UTC. */
export interface ListedRow {
  id: string;
  name: string | null;
  owner_id: string | null;
  owner_email: string | null;
  folder_id: string | null;
  created_at: string | null;
  updated_at: string | null;
  synced_at: string;
  deleted_at: string | null;
  trashed: boolean;
  /** Length of its MessagePack, bytes. */
  content_size: number;
}

/** The columns of {@linkcode listedRow}. */
export const LISTED = [
  "rowid AS place",
  boundedText("session_id"),
  ...ITEM_COLUMNS.map((column) => {
    if (column === "content_size") return `${boundedSize(-1)} AS content_size`;
    return column === "trashed" ? column : boundedText(column);
  }),
].join();

/** The row numbers of the items that are meant, in their order. */
export function listedRows(vault: Vault, query: ListQuery): number[] {
  const values: (string | number)[] = [query.type];
  const where = ["content_type = ?"];
  const gone = query.deleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL";
  const add = (clause: string, ...bound: string[]): void => {
    where.push(clause);
    values.push(...bound);
  };
  if (query.folder !== undefined) add("folder_id = ?", query.folder);
  if (query.owner !== undefined) {
    add("(owner_id = ? OR owner_email = ? COLLATE NOCASE)", query.owner, query.owner);
  }
  if (query.name !== undefined) add("name LIKE ? ESCAPE '\\'", likePattern(query.name));
  if (query.updatedAfter !== undefined) add("coalesce(updated_at, created_at) > ?", query.updatedAfter);
  if (where.length > 1 || query.sort.column !== "id") where.push(gone);
  else {
    // Two indexes tell ids and deletions: no page with a body is read.
    where.push(`rowid IN (SELECT rowid FROM content_items WHERE content_type = ? AND ${gone})`);
    values.push(query.type);
  }
  const seenAt = hasMarks(vault)
    ? "(SELECT synced_at FROM content_seen AS seen WHERE (seen.content_type, seen.id) = (content_items.content_type, content_items.id))"
    : "synced_at";
  const sql = `SELECT rowid FROM content_items WHERE ${where.join(" AND ")} ORDER BY ${
    orderBy(query.sort, seenAt)
  }
    LIMIT ? OFFSET ?`;
  return rowNumbers(vault, sql, [...values, query.limit ?? -1, query.offset ?? 0]);
}

/** The row numbers that a query answers with as `rowid`, in its order: as one text, since a row each takes far longer. */
export function rowNumbers(vault: Vault, sql: string, values: readonly (string | number)[]): number[] {
  const row = vault.read(() =>
    vault.prepare(`SELECT json_group_array(rowid) AS numbers FROM (${sql})`).get(...values)
  );
  const numbers: unknown = JSON.parse(String(row?.["numbers"]));
  return Array.isArray(numbers) ? numbers.map(Number) : [];
}

/** The items of row numbers, in their order. `seen` tells of their type. */
export function rowsAt(vault: Vault, numbers: readonly number[], seen: LastSeen): ListedRow[] {
  const statement = vault.prepare(
    `SELECT ${LISTED} FROM content_items WHERE rowid = ?`,
  );
  return vault.read(() =>
    numbers.flatMap((number) => {
      const row = statement.get(number);
      // A run that writes meanwhile never takes a row away; `cleanup` may.
      return row === undefined ? [] : [listedRow(row, seen)];
    })
  );
}

/** The items of a type by their ids; those that are not there are left out. */
export function rowsByIds(vault: Vault, type: number, ids: readonly string[]): ListedRow[] {
  const seen = lastSeen(vault, type);
  const statement = vault.prepare(`SELECT ${LISTED} FROM content_items WHERE content_type = ? AND id = ?`);
  return vault.read(() =>
    ids.flatMap((id) => {
      const row = statement.get(type, id);
      return row === undefined ? [] : [listedRow(row, seen)];
    })
  );
}

/** The facts of a row that holds {@linkcode LISTED}. */
export function listedRow(row: Record<string, unknown>, seen: LastSeen): ListedRow {
  const text = (column: string): string | null => row[column] === null ? null : String(row[column]);
  return {
    id: String(row["id"]),
    name: text("name"),
    owner_id: text("owner_id"),
    owner_email: text("owner_email"),
    folder_id: text("folder_id"),
    created_at: text("created_at"),
    updated_at: text("updated_at"),
    synced_at: seen.of(Number(row["place"]), ownSight(row)).at,
    deleted_at: text("deleted_at"),
    trashed: row["trashed"] === 1,
    content_size: Number(row["content_size"]),
  };
}

/** `*` becomes `%`; what LIKE would take for a wildcard is escaped. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}

/** Ids that are numbers come first, in the order of their numbers. */
function orderBy({ column, descending }: ListQuery["sort"], seenAt: string): string {
  const direction = descending ? "DESC" : "ASC";
  const word = "id GLOB '*[^0-9]*'";
  const byId = `${word} ${direction}, iif(${word}, 0, CAST(id AS INTEGER)) ${direction}, id ${direction}`;
  return column === "id" ? byId : `${column === "synced_at" ? seenAt : column} ${direction}, ${byId}`;
}

/** Items of a type, and when the last run that captured it completely was through with it. */
export interface TypeCount {
  /** The type's code. */
  type: number;
  items: number;
  deleted: number;
  /** Bytes of MessagePack. */
  bytes: number;
  /** ISO 8601 UTC; null when no run was. */
  captured: string | null;
}

/** How much there is of each type that the vault holds anything of. */
export function typeCounts(vault: Vault): TypeCount[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT content_type, count(*) - count(deleted_at) AS items, count(deleted_at) AS deleted, sum(${
        boundedSize(0)
      }) AS bytes,
         (SELECT max(updated_at) FROM sync_checkpoints AS point
          WHERE point.content_type = item.content_type AND complete = 1 AND state = 'done') AS captured
       FROM content_items AS item GROUP BY content_type`,
    ).all()
  );
  return rows.map((row) => ({
    type: Number(row["content_type"]),
    items: Number(row["items"]),
    deleted: Number(row["deleted"]),
    bytes: Number(row["bytes"]),
    captured: row["captured"] === null ? null : String(row["captured"]),
  }));
}

/** Ids of the items of a type with a name, those that are there before those that are gone; the exact name first. */
export function idsNamed(vault: Vault, type: number, name: string): string[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, deleted_at IS NULL AS live, name = ?2 AS exact FROM content_items
       WHERE content_type = ?1 AND name = ?2 COLLATE NOCASE ORDER BY live DESC, exact DESC, id`,
    ).all(type, name)
  );
  // Only the best of them: an exact name that is there is meant, whatever else is spelled alike.
  const [best] = rows;
  return rows.filter((row) => row["live"] === best?.["live"] && row["exact"] === best?.["exact"])
    .map((row) => String(row["id"]));
}

/** Whether the vault holds or held an item of that id. */
export function isHeld(vault: Vault, type: number, id: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE content_type = ?1 AND id = ?2
       UNION ALL SELECT 1 FROM content_history WHERE content_type = ?1 AND id = ?2 LIMIT 1`,
    ).get(type, id)
  ) !== undefined;
}

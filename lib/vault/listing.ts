/**
 * Lists the items of a type with filters and an order: first their rowids, then their rows in chunks.
 *
 * @module
 */
import { boundedSize, boundedText } from "./bounded.ts";
import { ITEM_COLUMNS } from "./item_columns.ts";
import { rowsAtSql } from "./rows_at.ts";
import { hasMarks, type LastSeen, lastSeen, ownSight } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** Columns that items can be sorted by. */
export const SORTABLE = ITEM_COLUMNS.filter((column) => column !== "trashed");

/** The filters and the order of a list. */
export interface ListQuery {
  /** The type's code. */
  type: number;
  /** Whether to list deleted items instead of live ones. */
  deleted: boolean;
  sort: { column: typeof SORTABLE[number]; descending: boolean };
  folder?: string | undefined;
  /** Lists only items of these owners: ids, or email addresses in any case. */
  owner?: { ids: readonly string[]; emails: readonly string[] } | undefined;
  /** Whether the rows are users. Then `owner` matches their own ids and addresses. */
  isPerson?: boolean;
  /** Lists the vault's state at this time, ISO 8601 UTC; absent for now. */
  at?: string | undefined;
  /** The complete name. `*` matches any text, and the case of ASCII letters is ignored. */
  name?: string | undefined;
  /** ISO 8601 UTC. An item that was never updated counts by its creation. */
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
  /** Length of the MessagePack, bytes. */
  content_size: number;
}

/** The columns that {@linkcode listedRow} needs. */
export const LISTED = [
  "rowid AS place",
  boundedText("session_id"),
  ...ITEM_COLUMNS.map((column) => {
    if (column === "content_size") return `${boundedSize(-1)} AS content_size`;
    return column === "trashed" ? column : boundedText(column);
  }),
].join();

/** Returns the filters of a query as SQL clauses, with the values to bind. */
function filtersOf(query: ListQuery): { where: string[]; values: string[] } {
  const where: string[] = [], values: string[] = [];
  const add = (clause: string, ...bound: string[]): void => {
    where.push(clause);
    values.push(...bound);
  };
  if (query.folder !== undefined) add("folder_id = ?", query.folder);
  if (query.owner !== undefined) {
    const { ids, emails } = query.owner, marks = (of: readonly string[]): string => of.map(() => "?").join();
    const column = query.isPerson === true ? "id" : "owner_id";
    // An index covers the ids, but none covers the addresses.
    const byAddress = emails.length === 0 ? "" : ` OR owner_email COLLATE NOCASE IN (${marks(emails)})`;
    add(`(${column} IN (${marks(ids)})${byAddress})`, ...ids, ...emails);
  }
  if (query.name !== undefined) add("name LIKE ? ESCAPE '\\'", likePattern(query.name));
  if (query.updatedAfter !== undefined) add("coalesce(updated_at, created_at) > ?", query.updatedAfter);
  return { where, values };
}

/**
 * Returns the row numbers of the items that existed at a time, or were deleted by then, as `rows_at.ts` defines them.
 */
function listedRowsAt(vault: Vault, query: ListQuery & { at: string }): number[] {
  const { where, values } = filtersOf(query), { column } = query.sort;
  const filtered = where.length === 0
    ? []
    : ["name", "owner_id", "owner_email", "folder_id", "created_at", "updated_at"];
  const rows = rowsAtSql({
    columns: [...new Set(["id", column, ...filtered])],
    deleted: query.deleted,
  });
  const sql = `SELECT number AS rowid FROM (${rows})${
    where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`
  }
    ORDER BY ${orderBy(query.sort, "synced_at")} LIMIT ? OFFSET ?`;
  return rowNumbers(vault, sql, [
    query.type,
    query.at,
    ...values,
    query.limit ?? -1,
    query.offset ?? 0,
  ]);
}

/** Returns the row numbers of the selected items, in their order, for {@linkcode rowsAt}. */
export function listedRows(vault: Vault, query: ListQuery): number[] {
  if (query.at !== undefined) return listedRowsAt(vault, { ...query, at: query.at });
  const filters = filtersOf(query), where = ["content_type = ?", ...filters.where];
  const values: (string | number)[] = [query.type, ...filters.values];
  const gone = query.deleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL";
  if (where.length > 1 || query.sort.column !== "id") where.push(gone);
  else {
    // Two indexes cover ids and deletions, so no page with a body is read.
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

/**
 * Returns the `rowid` column of a query, in its order. SQLite returns one JSON text, because separate rows take far
 * longer.
 */
export function rowNumbers(vault: Vault, sql: string, values: readonly (string | number)[]): number[] {
  const row = vault.read(() =>
    vault.prepare(`SELECT json_group_array(rowid) AS numbers FROM (${sql})`).get(...values)
  );
  const numbers: unknown = JSON.parse(String(row?.["numbers"]));
  return Array.isArray(numbers) ? numbers.map(Number) : [];
}

/**
 * Returns the items of row numbers, in their order. Negative numbers are rows of `content_history`. `seen` is for the
 * items' type. With `at`, an item that was deleted later counts as live.
 */
export function rowsAt(
  vault: Vault,
  numbers: readonly number[],
  { seen, at }: { seen: LastSeen; at?: string | undefined },
): ListedRow[] {
  const read = rowReader(vault, LISTED);
  return vault.read(() =>
    numbers.flatMap((number) => {
      const row = read(number);
      // A run that writes meanwhile never removes a row, but `cleanup` may.
      return row === undefined ? [] : [listedRow(row, seen, at)];
    })
  );
}

/** Returns a function that reads columns of a row by its number; negative numbers are rows of `content_history`. */
export function rowReader(
  vault: Vault,
  columns: string,
): (number: number) => Record<string, unknown> | undefined {
  const sql = (table: string): string => `SELECT ${columns} FROM ${table} WHERE rowid = ?`;
  const items = vault.prepare(sql("content_items"));
  let history: ReturnType<Vault["prepare"]> | undefined;
  return (number) => {
    if (number >= 0) return items.get(number);
    const row = (history ??= vault.prepare(sql("content_history"))).get(-number);
    return row === undefined ? undefined : { ...row, place: number };
  };
}

/** Returns the ids of the owners with this email address, in any case. For each owner, one live item is checked. */
export function ownersOfAddress(vault: Vault, address: string): string[] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT owner_id FROM (SELECT DISTINCT owner_id FROM content_items WHERE deleted_at IS NULL AND owner_id IS NOT NULL) AS owner
       WHERE (SELECT owner_email FROM content_items AS item
              WHERE item.owner_id = owner.owner_id AND deleted_at IS NULL LIMIT 1) = ? COLLATE NOCASE`,
    ).all(address)
  );
  return rows.map((row) => String(row["owner_id"]));
}

/** Returns the items of a type by id. Ids that the vault lacks are omitted. */
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

/**
 * Converts a row with {@linkcode LISTED} to an item, as it was at a time. Marks exist only for rows of `content_items`.
 */
export function listedRow(row: Record<string, unknown>, seen: LastSeen, at?: string): ListedRow {
  const text = (column: string): string | null => row[column] === null ? null : String(row[column]);
  const place = Number(row["place"]), own = ownSight(row), gone = text("deleted_at");
  return {
    id: String(row["id"]),
    name: text("name"),
    owner_id: text("owner_id"),
    owner_email: text("owner_email"),
    folder_id: text("folder_id"),
    created_at: text("created_at"),
    updated_at: text("updated_at"),
    synced_at: place < 0 ? own.at : seen.of(place, own).at,
    deleted_at: gone !== null && (at === undefined || gone <= at) ? gone : null,
    trashed: row["trashed"] === 1,
    content_size: Number(row["content_size"]),
  };
}

/** Converts `*` to `%`, and escapes the wildcards of LIKE. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}

/** Returns the ORDER BY terms. Numeric ids come first, in numeric order. Names are sorted without regard to case. */
function orderBy({ column, descending }: ListQuery["sort"], seenAt: string): string {
  const direction = descending ? "DESC" : "ASC";
  const byNumber = (name: string): string => {
    const word = `${name} GLOB '*[^0-9]*'`;
    return `${word} ${direction}, iif(${word}, 0, CAST(${name} AS INTEGER)) ${direction}, ${name} ${direction}`;
  };
  const last = byNumber("id");
  if (column === "id") return last;
  if (column === "owner_id" || column === "folder_id") return `${byNumber(column)}, ${last}`;
  if (column === "name" || column === "owner_email") return `${column} COLLATE NOCASE ${direction}, ${last}`;
  return `${column === "synced_at" ? seenAt : column} ${direction}, ${last}`;
}

/** The counts of a type, and when a run last captured it completely. */
export interface TypeCount {
  /** The type's code. */
  type: number;
  items: number;
  deleted: number;
  /** Bytes of the MessagePack of all items. */
  bytes: number;
  /** ISO 8601 UTC; null if no run has. */
  captured: string | null;
}

/** Returns the counts of each type with any items in the vault, now or at a time (ISO 8601 UTC). */
export function typeCounts(vault: Vault, at?: string): TypeCount[] {
  if (at !== undefined) return typeCountsAt(vault, at);
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

function typeCountsAt(vault: Vault, at: string): TypeCount[] {
  const count = (type: number, deleted: boolean): { items: number; bytes: number } => {
    const rows = rowsAtSql({ columns: ["content_size"], deleted });
    const row = vault.read(() =>
      vault.prepare(`SELECT count(*) AS items, coalesce(sum(${boundedSize(0)}), 0) AS bytes FROM (${rows})`)
        .get(type, at)
    );
    return { items: Number(row?.["items"]), bytes: Number(row?.["bytes"]) };
  };
  const types = vault.read(() =>
    vault.prepare(
      `SELECT content_type, (SELECT max(updated_at) FROM sync_checkpoints AS point
          WHERE point.content_type = item.content_type AND complete = 1 AND state = 'done' AND updated_at <= ?)
          AS captured
       FROM content_items AS item GROUP BY content_type`,
    ).all(at)
  );
  return types.flatMap((row) => {
    const type = Number(row["content_type"]), there = count(type, false), gone = count(type, true);
    if (there.items + gone.items === 0) return [];
    return [{
      type,
      items: there.items,
      deleted: gone.items,
      bytes: there.bytes + gone.bytes,
      captured: row["captured"] === null ? null : String(row["captured"]),
    }];
  });
}

/** Whether the vault has or had an item with this id. */
export function isHeld(vault: Vault, type: number, id: string): boolean {
  return vault.read(() =>
    vault.prepare(
      `SELECT 1 FROM content_items WHERE content_type = ?1 AND id = ?2
       UNION ALL SELECT 1 FROM content_history WHERE content_type = ?1 AND id = ?2 LIMIT 1`,
    ).get(type, id)
  ) !== undefined;
}

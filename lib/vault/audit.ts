/**
 * Reads a vault of which any row may be damaged. Each function reports what it cannot read and continues with the rest.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";
import { boundedSize, boundedText } from "./bounded.ts";
import { KEPT_COLUMNS, ROW_COLUMNS } from "./row_digest.ts";
import type { Vault } from "./vault.ts";

/** The tables with bodies. */
export const BODY_TABLES = ["content_items", "content_history", "restoration_backups"] as const;

/** One of {@linkcode BODY_TABLES}. */
export type BodyTable = typeof BODY_TABLES[number];

/**
 * The rowids of a table in ascending order, and the size of each row's body in bytes, as MessagePack or as stored,
 * whichever is larger. Two arrays of numbers, because there may be millions of rows.
 */
export interface RowPlaces {
  rowids: number[];
  sizes: number[];
  /**
   * The count of rows whose rowids JavaScript cannot represent. lookervault writes no such rows and cannot read them.
   */
  unreachable: number;
}

/** SQL for the larger size of a row's body. A damaged row can state any size, so an impossible size counts as 0. */
const SIZE = `max(length(content_data), ${boundedSize(0)})`;

/** A row's values by column, and its rowid as `place`. */
export type AuditRow = Readonly<Record<string, SQLOutputValue>>;

/** A row, or why it cannot be read. */
export type ReadRow = { row: AuditRow } | { rowid: number; error: unknown };

/** Returns at most `most` problems that SQLite finds in the file; empty if there are none. Reads the entire file. */
export function fileProblems(vault: Vault, most: number): string[] {
  const rows = vault.read(() => vault.prepare(`PRAGMA integrity_check(${most})`).all());
  const lines = rows.flatMap((row) => String(row["integrity_check"]).split("\n"));
  return lines.filter((line) => line !== "ok" && line.trim() !== "" && !line.startsWith("*** in database"));
}

/** Whether the vault has digests over entire rows. A vault that was last written before schema 5 has none. */
export function hasDigests(vault: Vault): boolean {
  let known = withDigests.get(vault);
  if (known === undefined) {
    const sql = "SELECT 1 FROM pragma_table_info('content_items') WHERE name = 'row_hash'";
    withDigests.set(vault, known = vault.read(() => vault.prepare(sql).get()) !== undefined);
  }
  return known;
}

/** The answers so far, by open vault. The columns of a vault do not change while it is read. */
const withDigests = new WeakMap<Vault, boolean>();

/** Whether the vault has a table. An older schema may lack it. */
export function hasTable(vault: Vault, table: BodyTable): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return vault.read(() => vault.prepare(sql).get(table)) !== undefined;
}

/** The bodies to decode. */
export interface Stored {
  rows: number;
  /** Bytes of all bodies as stored. */
  bytes: number;
}

/** Returns the count and size of the bodies to decode; zeros if unknown. */
export function storedBodies(vault: Vault): Stored {
  const sum = { rows: 0, bytes: 0 };
  try {
    for (const table of BODY_TABLES.filter((table) => hasTable(vault, table))) {
      const sql = `SELECT count(*) AS rows, sum(length(content_data)) AS bytes FROM ${table}`;
      const row = vault.prepareRaw(sql).get();
      sum.rows += Number(row?.["rows"] ?? 0);
      sum.bytes += Number(row?.["bytes"] ?? 0);
    }
    return sum;
  } catch {
    return { rows: 0, bytes: 0 };
  }
}

/** Lists the rows of a table; if type codes are given, only the rows of these types. */
export function rowPlaces(vault: Vault, table: BodyTable, types: readonly number[] | null): RowPlaces {
  try {
    return placesFrom(vault, table, types);
  } catch {
    // An index is damaged. The table itself may be intact.
    return vault.read(() => placesFrom(vault, `${table} NOT INDEXED`, types));
  }
}

/** Rows that one statement lists. */
const LISTED_AT_ONCE = 4000;

function placesFrom(vault: Vault, from: string, types: readonly number[] | null): RowPlaces {
  const which = types === null ? "" : "AND content_type IN (SELECT value FROM json_each(?2))";
  const given = types === null ? [] : [JSON.stringify(types)];
  // One JSON text takes a tenth of the memory of separate rows.
  const statement = vault.prepareRaw(
    `SELECT json_group_array(place) AS rowids, json_group_array(size) AS sizes FROM (
       SELECT rowid AS place, ${SIZE} AS size FROM ${from}
       WHERE rowid > ?1 AND rowid <= ${Number.MAX_SAFE_INTEGER} ${which}
       ORDER BY rowid LIMIT ${LISTED_AT_ONCE})`,
  );
  const rowids: number[] = [], sizes: number[] = [];
  for (let last = -Number.MAX_SAFE_INTEGER;; last = rowids.at(-1) ?? last) {
    const row = statement.get(last, ...given);
    const more = numbersOf(row?.["rowids"]), bytes = numbersOf(row?.["sizes"]);
    for (const [i, rowid] of more.entries()) {
      rowids.push(rowid);
      sizes.push(bytes[i] ?? 0);
    }
    if (more.length < LISTED_AT_ONCE) break;
  }
  const odd = vault.prepareRaw(
    `SELECT count(*) AS n FROM ${from} WHERE rowid > ?1 OR rowid <= ?2`,
  ).get(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER);
  return { rowids, sizes, unreachable: Number(odd?.["n"] ?? 0) };
}

function numbersOf(json: unknown): number[] {
  const list: unknown = JSON.parse(String(json));
  return Array.isArray(list) ? list.map(Number) : [];
}

/** Reads rows with all columns that their digests cover. */
export function readRows(vault: Vault, table: BodyTable, rowids: readonly number[]): ReadRow[] {
  const statement = vault.prepareRaw(
    `SELECT rowid AS place, ${columnsOfTable(vault, table)} FROM ${table}
     WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
  );
  const read = (some: readonly number[]): AuditRow[] => statement.all(JSON.stringify(some)) as AuditRow[];
  try {
    return read(rowids).map((row) => ({ row }));
  } catch {
    // At least one of the rows is damaged. Reading each row alone finds which one.
  }
  return rowids.flatMap((rowid): ReadRow[] => {
    try {
      return read([rowid]).map((row) => ({ row }));
    } catch (error) {
      return [{ rowid, error }];
    }
  });
}

/** Returns type code and id of a row that cannot be read completely; null if even these cannot be read. */
export function keyOfRow(
  vault: Vault,
  table: BodyTable,
  rowid: number,
): { type: number; id: string } | null {
  // If the row itself is lost, an index may still contain its key.
  for (const from of [table, `${table} INDEXED BY ${INDEXES[table]}`]) {
    const where = from === table ? "rowid" : "+rowid";
    try {
      const row = vault.prepareRaw(`SELECT content_type, id FROM ${from} WHERE ${where} = ?`).get(rowid);
      if (row !== undefined) {
        return { type: Number(row["content_type"]), id: String(row["id"]).slice(0, 1000) };
      }
    } catch {
      // The index may still have the key.
    }
  }
  return null;
}

const INDEXES: Readonly<Record<BodyTable, string>> = {
  content_items: "sqlite_autoindex_content_items_1",
  content_history: "content_history_item",
  restoration_backups: "sqlite_autoindex_restoration_backups_1",
};

function columnsOfTable(vault: Vault, table: BodyTable): string {
  const known = hasDigests(vault),
    digest = (name: string): string => known ? bounded(name) : `NULL AS ${name}`;
  if (table === "restoration_backups") return [...KEPT_COLUMNS.map(bounded), digest("row_hash")].join();
  const digests = [digest("row_hash"), digest("seen_hash")];
  const to = table === "content_history" ? boundedText("valid_to") : "NULL AS valid_to";
  return [...[...ROW_COLUMNS, "synced_at", "session_id", "deleted_at"].map(bounded), to, ...digests].join();
}

/**
 * Limits the columns, because many rows are in memory at a time. A value that is cut does not match its digest, so the
 * row counts as damaged.
 */
function bounded(column: string): string {
  return column === "content_data" ? column : boundedText(column);
}

/**
 * Begins a read transaction, so that all reads until disposal see one state of the vault, even if a run writes
 * meanwhile.
 */
export function oneState(vault: Vault): Disposable {
  vault.read(() => vault.prepare("BEGIN").run());
  return {
    [Symbol.dispose](): void {
      try {
        vault.prepare("COMMIT").run();
      } catch {
        // SQLite may have ended the transaction because the file is damaged. No written data is lost.
      }
    },
  };
}

/**
 * Reads a vault as one who doubts every row of it: whatever cannot be read is told, and the rest goes on.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";
import { boundedSize, boundedText } from "./bounded.ts";
import { KEPT_COLUMNS, ROW_COLUMNS } from "./row_digest.ts";
import type { Vault } from "./vault.ts";

/** The tables that hold bodies. */
export const BODY_TABLES = ["content_items", "content_history", "restoration_backups"] as const;

/** One of {@linkcode BODY_TABLES}. */
export type BodyTable = typeof BODY_TABLES[number];

/**
 * Where the rows of a table are, in their order, and how long each one's body is: as MessagePack or as it is stored,
 * whichever is more, bytes. Two lists of numbers: there may be millions.
 */
export interface RowPlaces {
  rowids: number[];
  sizes: number[];
  /** Rows whose numbers JavaScript cannot hold: nobody gave them such ones, and nobody can ask for them. */
  unreachable: number;
}

/** What a row says of its size may be anything: nothing, where it cannot be. */
const SIZE = `max(length(content_data), ${boundedSize(0)})`;

/** A row by column, with its `rowid`. */
export type AuditRow = Readonly<Record<string, SQLOutputValue>>;

/** A row, or why it cannot be read. */
export type ReadRow = { row: AuditRow } | { rowid: number; error: unknown };

/** What SQLite finds wrong with the file; nothing when all is well. Reads all of it. */
export function fileProblems(vault: Vault, most: number): string[] {
  const rows = vault.read(() => vault.prepare(`PRAGMA integrity_check(${most})`).all());
  const lines = rows.flatMap((row) => String(row["integrity_check"]).split("\n"));
  return lines.filter((line) => line !== "ok" && line.trim() !== "" && !line.startsWith("*** in database"));
}

/** Whether the vault has digests over whole rows: one that was last written before schema 5 has none. */
export function hasDigests(vault: Vault): boolean {
  let known = withDigests.get(vault);
  if (known === undefined) {
    const sql = "SELECT 1 FROM pragma_table_info('content_items') WHERE name = 'row_hash'";
    withDigests.set(vault, known = vault.read(() => vault.prepare(sql).get()) !== undefined);
  }
  return known;
}

/** What is known of vaults that are open: none gets columns while it is read in one state. */
const withDigests = new WeakMap<Vault, boolean>();

/** Whether the vault has a table: one of an older schema may lack it. */
export function hasTable(vault: Vault, table: BodyTable): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return vault.read(() => vault.prepare(sql).get(table)) !== undefined;
}

/** How much there is to unpack. */
export interface Stored {
  rows: number;
  /** Bytes of the bodies as they are stored. */
  bytes: number;
}

/** How much there is to unpack; nothing, where that is unknown. */
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

/** Where the rows of a table are; of some types only when their codes are given. */
export function rowPlaces(vault: Vault, table: BodyTable, types: readonly number[] | null): RowPlaces {
  try {
    return placesFrom(vault, table, types);
  } catch {
    // An index is damaged: the table itself may be complete.
    return vault.read(() => placesFrom(vault, `${table} NOT INDEXED`, types));
  }
}

/** Rows that are listed by one statement. */
const LISTED_AT_ONCE = 4000;

function placesFrom(vault: Vault, from: string, types: readonly number[] | null): RowPlaces {
  const which = types === null ? "" : "AND content_type IN (SELECT value FROM json_each(?2))";
  const given = types === null ? [] : [JSON.stringify(types)];
  // As one text: a row each takes ten times the memory.
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

/** Reads rows with all that their digests cover. */
export function readRows(vault: Vault, table: BodyTable, rowids: readonly number[]): ReadRow[] {
  const statement = vault.prepareRaw(
    `SELECT rowid AS place, ${columnsOfTable(vault, table)} FROM ${table}
     WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
  );
  const read = (some: readonly number[]): AuditRow[] => statement.all(JSON.stringify(some)) as AuditRow[];
  try {
    return read(rowids).map((row) => ({ row }));
  } catch {
    // One of them is damaged: which one shows when each is read alone.
  }
  return rowids.flatMap((rowid): ReadRow[] => {
    try {
      return read([rowid]).map((row) => ({ row }));
    } catch (error) {
      return [{ rowid, error }];
    }
  });
}

/** Type code and id of a row that cannot be read whole; null when not even that can. */
export function keyOfRow(
  vault: Vault,
  table: BodyTable,
  rowid: number,
): { type: number; id: string } | null {
  // Where the row itself is lost, an index may still say which it was.
  for (const from of [table, `${table} INDEXED BY ${INDEXES[table]}`]) {
    const where = from === table ? "rowid" : "+rowid";
    try {
      const row = vault.prepareRaw(`SELECT content_type, id FROM ${from} WHERE ${where} = ?`).get(rowid);
      if (row !== undefined) {
        return { type: Number(row["content_type"]), id: String(row["id"]).slice(0, 1000) };
      }
    } catch {
      // The next way may do.
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

/** Many rows are in memory at a time. What is cut is another value than the digest's: the row is damaged. */
function bounded(column: string): string {
  return column === "content_data" ? column : boundedText(column);
}

/** One state of the vault for all that is read until this is disposed of, though a run may be writing meanwhile. */
export function oneState(vault: Vault): Disposable {
  vault.read(() => vault.prepare("BEGIN").run());
  return {
    [Symbol.dispose](): void {
      try {
        vault.prepare("COMMIT").run();
      } catch {
        // Of a damaged file SQLite may have let go already; nothing was written that could be lost.
      }
    },
  };
}

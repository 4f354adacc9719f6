/**
 * Reads a vault as one who doubts every row of it: whatever cannot be read is told, and the rest goes on.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";
import { KEPT_COLUMNS, ROW_COLUMNS } from "./row_digest.ts";
import type { Vault } from "./vault.ts";

/** The tables that hold bodies. */
export const BODY_TABLES = ["content_items", "content_history", "restoration_backups"] as const;

/** One of {@linkcode BODY_TABLES}. */
export type BodyTable = typeof BODY_TABLES[number];

/** Where a row stands, and how long its body is as MessagePack. */
export interface RowPlace {
  rowid: number;
  size: number;
}

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

/** Where the rows of a table stand, in their order; of some types only when their codes are given. */
export function rowPlaces(vault: Vault, table: BodyTable, types: readonly number[] | null): RowPlace[] {
  const where = types === null ? "" : "WHERE content_type IN (SELECT value FROM json_each(?))";
  const list = (from: string): RowPlace[] => {
    const rows = vault.prepare(`SELECT rowid AS place, content_size FROM ${from} ${where}`)
      .iterate(...(types === null ? [] : [JSON.stringify(types)]));
    return Array.from(rows, (row) => ({ rowid: Number(row["place"]), size: Number(row["content_size"]) }))
      .sort((a, b) => a.rowid - b.rowid);
  };
  try {
    return list(table);
  } catch {
    // An index is damaged: the table itself may be whole.
    return vault.read(() => list(`${table} NOT INDEXED`));
  }
}

/** Reads rows with all that their digests cover. */
export function readRows(vault: Vault, table: BodyTable, rowids: readonly number[]): ReadRow[] {
  const statement = vault.prepare(
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
      const row = vault.prepare(`SELECT content_type, id FROM ${from} WHERE ${where} = ?`).get(rowid);
      if (row !== undefined) return { type: Number(row["content_type"]), id: String(row["id"]) };
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
  const known = hasDigests(vault);
  if (table === "restoration_backups") {
    return [...KEPT_COLUMNS, known ? "row_hash" : "NULL AS row_hash"].join();
  }
  const digests = known ? ["row_hash", "seen_hash"] : ["NULL AS row_hash", "NULL AS seen_hash"];
  const to = table === "content_history" ? "valid_to" : "NULL AS valid_to";
  return [...ROW_COLUMNS, "synced_at", "session_id", "deleted_at", to, ...digests].join();
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

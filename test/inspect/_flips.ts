/**
 * Flips single bits of what a vault holds of items, and undoes it.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/** Numbers from 0 to below 1. */
export type Random = () => number;

const VERSION = [
  ...[
    "id",
    "name",
    "owner_id",
    "owner_email",
    "folder_id",
    "created_at",
    "updated_at",
    "synced_at",
    "deleted_at",
  ],
  ...["session_id", "content_size", "content_hash", "canonical_hash", "encoding", "valid_from", "trashed"],
  ...["content_type", "row_hash", "seen_hash", "content_data", "content_data", "content_data"],
];
const KEPT = ["id", "taken_at", "content_size", "content_hash", "encoding", "content_data", "row_hash"];
const MARKS = ["content_type", "block", "session_id", "marks", "sum"];
const TABLES = [
  { table: "content_items", columns: VERSION },
  { table: "content_history", columns: [...VERSION, "valid_to"] },
  { table: "restoration_backups", columns: KEPT },
  { table: "seen_marks", columns: MARKS },
] as const;

/** A flipped bit. */
export interface Flip {
  what: string;
  undo(): void;
}

/** Flips one bit somewhere in the rows with bodies; what SQLite itself refuses is tried elsewhere. */
export function flipOne(path: string, random: Random): Flip {
  for (;;) {
    const flip = tryFlip(path, random);
    if (flip !== null) return flip;
  }
}

function tryFlip(path: string, random: Random): Flip | null {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const { table, columns } = pick(TABLES) ?? TABLES[0];
  const rowid = pick(db.prepare(`SELECT rowid AS place FROM ${table}`).all())?.["place"] ?? null;
  const column = pick(columns);
  const row = db.prepare(
    `SELECT ${column} AS value, typeof(${column}) AS type, CAST(${column} AS BLOB) AS bytes FROM ${table}
     WHERE rowid = ?`,
  ).get(rowid);
  if (row === undefined) return null;
  const { value, type, bytes } = row;
  const set = db.prepare(
    `UPDATE ${table} SET ${column} = ${type === "text" ? "CAST(? AS TEXT)" : "?"} WHERE rowid = ?`,
  );
  let flipped: number | Uint8Array, bit: number;
  if (typeof value === "number") {
    bit = Math.floor(random() * 16);
    flipped = value ^ (1 << bit);
  } else if (bytes instanceof Uint8Array && bytes.length > 0) {
    bit = Math.floor(random() * bytes.length * 8);
    flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  } else return null;
  try {
    set.run(flipped, rowid);
  } catch {
    // Another item has that id.
    return null;
  }
  const before = typeof value === "number" ? value : bytes;
  return {
    what: `${table} row ${rowid} ${column} bit ${bit}`,
    undo(): void {
      using again = new DatabaseSync(path, { enableForeignKeyConstraints: false });
      again.prepare(
        `UPDATE ${table} SET ${column} = ${type === "text" ? "CAST(? AS TEXT)" : "?"} WHERE rowid = ?`,
      ).run(before ?? null, rowid);
    },
  };
}

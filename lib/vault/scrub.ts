/**
 * Rewrites stored bodies in place, without new versions, to remove what must no longer be stored.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";
import { compress } from "../codec/compress.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import { sameBytes, sha256 } from "../codec/digest.ts";
import { KEPT_COLUMNS, ROW_COLUMNS, rowHash } from "./row_digest.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** The rules for what to remove. */
export interface Cleaner {
  /** Returns the cleaned body of a type with this code; null if it may stay as it is. */
  clean(code: number, bytes: Uint8Array): Uint8Array | null;
  /** Returns the hash of the canonical form; null for an unknown type. */
  hash(code: number, bytes: Uint8Array): Uint8Array | null;
  /** Returns the cleaned JSON of a failed write; null if it may stay as it is. */
  cleanText(json: string): string | null;
}

type Row = Record<string, SQLOutputValue>;

/** The tables with bodies, and the columns under their row digests. */
const TABLES = [
  { table: "content_items", columns: ROW_COLUMNS },
  { table: "content_history", columns: ROW_COLUMNS },
  { table: "restoration_backups", columns: KEPT_COLUMNS },
] as const;

/** Rows per transaction. */
const BATCH = 200;

/**
 * Cleans all bodies: of items, of former versions, of states before restores, and of failed writes. Returns how many
 * were changed. A damaged row stays unchanged, because a new digest would make it look intact.
 */
export function scrubBodies(vault: Vault, cleaner: Cleaner): number {
  // Overwrites all freed space, so that nothing that was removed stays in the file.
  vault.prepare("PRAGMA secure_delete = ON").get();
  let changed = 0;
  for (const { table, columns } of TABLES) {
    const isVersion = columns === ROW_COLUMNS;
    const read = vault.prepare(`SELECT row_hash, ${columns} FROM ${table} WHERE rowid = ?`);
    const write = vault.prepare(
      `UPDATE ${table} SET content_size = ?, content_hash = ?, encoding = ?, content_data = ?, row_hash = ?${
        isVersion ? ", canonical_hash = ?" : ""
      } WHERE rowid = ?`,
    );
    inBatches(vault, table, (rowid) => {
      const row = read.get(rowid);
      const next = row === undefined ? null : cleaned(row, columns, cleaner);
      if (next === null) return;
      const { content_size = null, content_hash = null, encoding = null, content_data = null } = next;
      const hash = rowHash(columns.map((column) => next[column] ?? null));
      const more = isVersion ? [next["canonical_hash"] ?? null] : [];
      write.run(content_size, content_hash, encoding, content_data, hash, ...more, rowid);
      changed++;
    });
  }
  return changed + scrubLetters(vault, cleaner);
}

function inBatches(vault: Vault, table: string, work: (rowid: number) => void): void {
  const rows = vault.read(() => vault.prepare(`SELECT rowid AS place FROM ${table}`).all());
  for (let at = 0; at < rows.length; at += BATCH) {
    vault.withTransaction(() => {
      for (const { place } of rows.slice(at, at + BATCH)) work(Number(place));
    });
  }
}

function cleaned(row: Row, columns: readonly string[], { clean, hash }: Cleaner): Row | null {
  const stored = row["row_hash"];
  if (!(stored instanceof Uint8Array)) return null;
  const code = Number(row["content_type"]);
  try {
    const bytes = clean(code, bodyOfRow(row));
    if (bytes === null || !sameBytes(stored, rowHash(columns.map((column) => row[column] ?? null)))) {
      return null;
    }
    const { encoding, data } = compress(bytes);
    return {
      ...row,
      content_size: bytes.length,
      content_hash: sha256(bytes),
      canonical_hash: hash(code, bytes) ?? row["canonical_hash"] ?? null,
      encoding,
      content_data: data,
    };
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

function scrubLetters(vault: Vault, { cleanText }: Cleaner): number {
  let changed = 0;
  const read = vault.prepare("SELECT payload FROM dead_letter_queue WHERE rowid = ?");
  const write = vault.prepare("UPDATE dead_letter_queue SET payload = ? WHERE rowid = ?");
  inBatches(vault, "dead_letter_queue", (rowid) => {
    const payload = read.get(rowid)?.["payload"];
    const text = payload instanceof Uint8Array ? cleanText(new TextDecoder().decode(payload)) : null;
    if (text === null) return;
    write.run(new TextEncoder().encode(text), rowid);
    changed++;
  });
  return changed;
}

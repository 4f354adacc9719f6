/**
 * Recomputes the canonical hashes of vaults whose rows were hashed by other rules, so that a change of the rules does
 * not create versions.
 *
 * @module
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { DamagedBodyError } from "../codec/errors.ts";
import { sameBytes } from "../codec/digest.ts";
import { ROW_COLUMNS, rowHash } from "./row_digest.ts";
import { bodyOfRow } from "./versions.ts";

/** The rules that compute canonical hashes. */
export interface CanonicalForms {
  /** The revision of the rules. */
  readonly revision: number;
  /** Returns the hash of a body of the type with this code; null for an unknown type. */
  hash(code: number, bytes: Uint8Array): Uint8Array | null;
}

/** The key of `meta` with the revision of the rules that hashed a vault's rows; without it, the revision is 1. */
export const FORMS_KEY = "canonical_rules";

/** Returns the revision of the rules that hashed a vault's rows. */
export function formsOf(db: DatabaseSync): number {
  const value = db.prepare("SELECT value FROM meta WHERE key = ?").get(FORMS_KEY)?.["value"];
  return typeof value === "string" ? Number(value) : 1;
}

/**
 * Rehashes all rows of items and versions; inside a transaction. A damaged row stays unchanged, because a new digest
 * would make it look intact.
 */
export function renewForms(db: DatabaseSync, forms: CanonicalForms): void {
  for (const table of ["content_items", "content_history"]) {
    const read = db.prepare(`SELECT row_hash, ${ROW_COLUMNS} FROM ${table} WHERE rowid = ?`);
    const write = db.prepare(`UPDATE ${table} SET canonical_hash = ?, row_hash = ? WHERE rowid = ?`);
    const rowids = db.prepare(`SELECT rowid AS place FROM ${table}`).all().map(({ place }) => Number(place));
    for (const rowid of rowids) {
      const row = read.get(rowid);
      if (row === undefined || !isWhole(row)) continue;
      const hash = newHash(row, forms);
      if (hash !== null) write.run(hash, rowHash(valuesOf({ ...row, canonical_hash: hash })), rowid);
    }
  }
  db.prepare(
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  ).run(FORMS_KEY, String(forms.revision));
}

/** SQL that returns a row's canonical hash by the current rules, for a connection that reads a vault of other rules. */
export const CURRENT_FORM =
  "current_form(content_type, content_size, content_hash, encoding, content_data, canonical_hash)";

/** Registers the SQL function of {@linkcode CURRENT_FORM}. */
export function registerForms(db: DatabaseSync, forms: CanonicalForms): void {
  db.function(
    "current_form",
    { deterministic: true },
    (content_type, content_size, content_hash, encoding, content_data, canonical_hash) =>
      newHash({ content_type, content_size, content_hash, encoding, content_data }, forms) ?? canonical_hash,
  );
}

type Row = Record<string, SQLOutputValue>;

function newHash(row: Row, forms: CanonicalForms): Uint8Array | null {
  try {
    return forms.hash(Number(row["content_type"]), bodyOfRow(row));
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

function isWhole(row: Row): boolean {
  const stored = row["row_hash"];
  return stored instanceof Uint8Array && sameBytes(stored, rowHash(valuesOf(row)));
}

function valuesOf(row: Row): SQLOutputValue[] {
  return ROW_COLUMNS.map((column) => row[column] ?? null);
}

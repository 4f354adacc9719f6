/**
 * Items with their bodies, one after the other in the order of their rows, so that none but the current is in memory.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import { LISTED, type ListedRow, listedRow, rowNumbers } from "./listing.ts";
import { lastSeen } from "./seen.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** An item with its body. */
export interface ExportedRow {
  facts: ListedRow;
  /** Its MessagePack; an error where it is not what was stored, null where bodies are not asked for. */
  body: Uint8Array | DamagedBodyError | null;
}

/** The items of a type; those that are gone from Looker only when asked for. */
export function* exportedRows(
  vault: Vault,
  type: number,
  { deleted, bodies }: { deleted: boolean; bodies: boolean },
): Generator<ExportedRow> {
  const live = deleted ? "" : " AND deleted_at IS NULL";
  // An index tells the rows; read in their order, each page is read once.
  const numbers = rowNumbers(vault, `SELECT rowid FROM content_items WHERE content_type = ?${live}`, [type])
    .sort((a, b) => a - b);
  const seen = lastSeen(vault, type);
  const columns = bodies ? `${LISTED}, content_hash, encoding, content_data` : LISTED;
  const statement = vault.prepare(`SELECT ${columns} FROM content_items WHERE rowid = ?`);
  for (const number of numbers) {
    const row = vault.read(() => statement.get(number));
    // `cleanup` may take a row away meanwhile.
    if (row !== undefined) yield { facts: listedRow(row, seen), body: bodies ? bodyOrError(row) : null };
  }
}

function bodyOrError(row: Record<string, unknown>): Uint8Array | DamagedBodyError {
  try {
    return bodyOfRow(row);
  } catch (error) {
    if (error instanceof DamagedBodyError) return error;
    throw error;
  }
}

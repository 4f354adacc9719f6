/**
 * Reads items with their bodies in the order of their rows, with only the current one in memory.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import { LISTED, type ListedRow, listedRow, rowNumbers, rowReader } from "./listing.ts";
import { rowsAtSql } from "./rows_at.ts";
import { lastSeen } from "./seen.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** An item with its body. */
export interface ExportedRow {
  facts: ListedRow;
  /** The body as MessagePack; an error if it differs from what was stored, null if bodies were not requested. */
  body: Uint8Array | DamagedBodyError | null;
}

/** The items of a type to export. */
export interface ExportQuery {
  /** Whether to include items that were deleted in Looker. */
  deleted: boolean;
  bodies: boolean;
  /** Exports the vault's state at this time (ISO 8601 UTC); absent for the newest state. */
  at?: string | undefined;
}

/** Yields the items of a type. */
export function* exportedRows(
  vault: Vault,
  type: number,
  { deleted, bodies, at }: ExportQuery,
): Generator<ExportedRow> {
  // An index lists the rows. Reading them in ascending order reads each page only once.
  const numbers = numbersOf(vault, type, { deleted, at }).sort((a, b) => a - b);
  const seen = lastSeen(vault, type);
  const columns = bodies ? `${LISTED}, content_hash, encoding, content_data` : LISTED;
  const read = rowReader(vault, columns);
  for (const number of numbers) {
    const row = vault.read(() => read(number));
    // `cleanup` may remove a row meanwhile.
    if (row !== undefined) yield { facts: listedRow(row, seen, at), body: bodies ? bodyOrError(row) : null };
  }
}

function numbersOf(vault: Vault, type: number, { deleted, at }: Omit<ExportQuery, "bodies">): number[] {
  if (at === undefined) {
    const live = deleted ? "" : " AND deleted_at IS NULL";
    return rowNumbers(vault, `SELECT rowid FROM content_items WHERE content_type = ?${live}`, [type]);
  }
  const numbers = (gone: boolean): number[] =>
    rowNumbers(vault, `SELECT number AS rowid FROM (${rowsAtSql({ columns: [], deleted: gone })})`, [
      type,
      at,
    ]);
  return deleted ? [...numbers(false), ...numbers(true)] : numbers(false);
}

function bodyOrError(row: Record<string, unknown>): Uint8Array | DamagedBodyError {
  try {
    return bodyOfRow(row);
  } catch (error) {
    if (error instanceof DamagedBodyError) return error;
    throw error;
  }
}

/**
 * Items with their bodies, in the order of their rows, so that only the current one is in memory.
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
  /** Its MessagePack; an error where it is not what was stored, null where bodies are not asked for. */
  body: Uint8Array | DamagedBodyError | null;
}

/** What is exported of a type. */
export interface ExportQuery {
  /** Items that are gone from Looker too. */
  deleted: boolean;
  bodies: boolean;
  /** As the vault was then, ISO 8601 UTC. */
  at?: string | undefined;
}

/** The items of a type; those that are gone from Looker only when asked for. */
export function* exportedRows(
  vault: Vault,
  type: number,
  { deleted, bodies, at }: ExportQuery,
): Generator<ExportedRow> {
  // An index tells the rows; read in their order, each page is read once.
  const numbers = numbersOf(vault, type, { deleted, at }).sort((a, b) => a - b);
  const seen = lastSeen(vault, type);
  const columns = bodies ? `${LISTED}, content_hash, encoding, content_data` : LISTED;
  const read = rowReader(vault, columns);
  for (const number of numbers) {
    const row = vault.read(() => read(number));
    // `cleanup` may take a row away meanwhile.
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

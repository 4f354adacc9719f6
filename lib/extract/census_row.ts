/**
 * A row of a census: the id of an item and the few properties that planning needs.
 *
 * @module
 */

/** A row of a census, with the properties that `fields` named. */
export type CensusRow = Readonly<Record<string, unknown>>;

/** Returns the text of a row under `key`; null if it is empty or not a text or a number. */
export function rowText(row: CensusRow, key: string): string | null {
  const value = row[key];
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : null;
}

/** Returns the ids of rows; rows without one are omitted. */
export function idsOf(rows: readonly CensusRow[], key: string): string[] {
  return rows.flatMap((row) => rowText(row, key) ?? []);
}

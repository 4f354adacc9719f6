/**
 * A row of a census: an item by its id and the few properties that planning needs.
 *
 * @module
 */

/** A row of a census: whatever `fields` named. */
export type CensusRow = Readonly<Record<string, unknown>>;

/** A row's text under `key`, or null; an empty one is none. */
export function rowText(row: CensusRow, key: string): string | null {
  const value = row[key];
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" ? String(value) : null;
}

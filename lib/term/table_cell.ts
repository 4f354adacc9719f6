/**
 * The value of a table's cell, and how it is printed on a terminal and on a pipe.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";

/** A text, or a cell with another text for a pipe or with a link. */
export type CellValue = string | RichCell;

/** A cell with more than a text. */
export interface RichCell {
  text: string;
  /** The text on a pipe, such as a count of bytes; if absent, `text`. */
  exact?: string;
  /** The address that the cell links to, on terminals that support links. */
  url?: string | null;
}

/** Returns the displayed text, unchanged. */
export function textOf(cell: CellValue): string {
  return typeof cell === "string" ? cell : cell.text;
}

/** Returns the displayed text, sanitized, on one line. */
export function cellText(cell: CellValue): string {
  return sanitize(textOf(cell));
}

/** Returns the address that a cell links to, or null. */
export function urlOf(cell: CellValue): string | null {
  return typeof cell === "string" ? null : cell.url ?? null;
}

/** A number with thousands separators. */
const GROUPED = /^-?\d{1,3}(,\d{3})+$/;

/**
 * Returns a row for a pipe, with a tab between cells. Within a cell, tabs and line ends are written as `\t` and `\n`,
 * and
 * numbers have no separators.
 */
export function tabbed(row: readonly CellValue[]): string {
  return row.map((cell) => {
    const text = sanitize(typeof cell === "string" ? cell : cell.exact ?? cell.text);
    return GROUPED.test(text) ? text.replaceAll(",", "") : text;
  }).join("\t");
}

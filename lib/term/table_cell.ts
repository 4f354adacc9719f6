/**
 * What a table's cell can contain, and how it is said on a terminal and on a pipe.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";

/** A text, or one that is said in another way on a pipe, or that points to an address. */
export type CellValue = string | RichCell;

/** A cell that is more than its text. */
export interface RichCell {
  text: string;
  /** What is in its place on a pipe, such as a number of bytes; without it the text. */
  exact?: string;
  /** Where it leads on terminals that know links. */
  url?: string | null;
}

/** The text that people see, as it is. */
export function textOf(cell: CellValue): string {
  return typeof cell === "string" ? cell : cell.text;
}

/** The text that people see, in one harmless line. */
export function cellText(cell: CellValue): string {
  return sanitize(textOf(cell));
}

/** Where a cell leads, or null. */
export function urlOf(cell: CellValue): string | null {
  return typeof cell === "string" ? null : cell.url ?? null;
}

/** A number with thousands separators. */
const GROUPED = /^-?\d{1,3}(,\d{3})+$/;

/** A row for a pipe: a tab between cells; tabs and line ends within one stand as `\t` and `\n`, numbers without separators. */
export function tabbed(row: readonly CellValue[]): string {
  return row.map((cell) => {
    const text = sanitize(typeof cell === "string" ? cell : cell.exact ?? cell.text);
    return GROUPED.test(text) ? text.replaceAll(",", "") : text;
  }).join("\t");
}

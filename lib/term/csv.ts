/**
 * Comma-separated values, safe to open in a spreadsheet: a text that it would take for a formula gets a `'` before it.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";

/** What a spreadsheet starts a formula with, in ASCII and in full width, white space before it included. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

/** A number is none, be it negative. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** One line, without its end. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return cells.map(csvCell).join(",");
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line for a terminal, which nothing of it can steer; else as it is. */
export function shownCsv(line: string, terminal: boolean): string {
  return terminal ? sanitize(line) : line;
}

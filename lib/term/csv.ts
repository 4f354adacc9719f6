/**
 * Comma-separated values, safe to open in a spreadsheet: a text that it would take for a formula gets a `'` before it.
 *
 * @module
 */
import { stringify } from "@std/csv";
import { sanitize } from "../base/log.ts";

/** What a spreadsheet starts a formula with, in ASCII and in full width, white space before it included. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

/** A number is none, be it negative. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** What std leaves without quotes, and readers take for the end of a line, or cut off. */
const BARE = /\r|^\s|\s$/;

/** What std ends each line with. */
const LINE_END = "\r\n";

/** What a cell may hold. */
type Cell = string | number | boolean | null;

/** One line, without its end. */
export function csvLine(cells: readonly Cell[]): string {
  const safe = cells.map(withoutFormula);
  const bare = safe.some((cell) => typeof cell === "string" && BARE.test(cell));
  return bare ? safe.map(quoted).join(",") : written(safe);
}

function withoutFormula(value: Cell): Cell {
  return typeof value === "string" && FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}

/** A cell, in quotes where std or a reader needs them. */
function quoted(value: Cell): string {
  const cell = written([value]);
  return cell === value && BARE.test(cell) ? `"${cell}"` : cell;
}

function written(cells: readonly Cell[]): string {
  return stringify([cells], { headers: false }).slice(0, -LINE_END.length);
}

/** A line for a terminal, which nothing of it can steer; else as it is. */
export function shownCsv(line: string, terminal: boolean): string {
  return terminal ? sanitize(line) : line;
}

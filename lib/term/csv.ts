/**
 * Comma-separated values, safe to open in a spreadsheet and to look at in a terminal, which a pipe may point to: a text that
 * would be taken for a formula gets a `'` before it, and control and direction characters stand as visible escapes.
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

/** One line, without its end. `raw` is for programs: each text exactly as it is. */
export function csvLine(cells: readonly Cell[], { raw = false }: { raw?: boolean } = {}): string {
  const safe = raw ? cells : cells.map((cell) => withoutFormula(inert(cell)));
  const bare = safe.some((cell) => typeof cell === "string" && BARE.test(cell));
  return bare ? safe.map(quoted).join(",") : written(safe);
}

function inert(value: Cell): Cell {
  return typeof value === "string" ? sanitize(value) : value;
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

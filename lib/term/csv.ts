/**
 * Comma-separated values that are safe to open in a spreadsheet and to print to a terminal. A text that a spreadsheet
 * would treat as a formula gets a leading `'`. Control and direction characters are written as visible escapes.
 *
 * @module
 */
import { stringify } from "@std/csv";
import { sanitize } from "../base/log.ts";

/** The start of a formula in a spreadsheet, in ASCII and in full width, including leading white space. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

/** A number, which is not a formula even if it is negative. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Characters that std writes without quotes, and that readers treat as the end of a line, or remove. */
const BARE = /\r|^\s|\s$/;

/** The line end that std writes. */
const LINE_END = "\r\n";

/** The value of a cell. */
type Cell = string | number | boolean | null;

/** Returns one line, without a line end. `raw` writes each text unchanged, for programs. */
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

/** Returns a cell, in quotes if std or a reader needs them. */
function quoted(value: Cell): string {
  const cell = written([value]);
  return cell === value && BARE.test(cell) ? `"${cell}"` : cell;
}

function written(cells: readonly Cell[]): string {
  return stringify([cells], { headers: false }).slice(0, -LINE_END.length);
}

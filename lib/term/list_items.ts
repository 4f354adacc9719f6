/**
 * A list of items as a table, CSV, lines of JSON or one JSON document: a chunk at a time, so that the first lines are
 * there before the last are read.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitizeJson } from "../base/log.ts";
import { ITEM_COLUMNS, type ItemColumn, type ItemList, type ItemRow } from "../inspect/list.ts";
import { csvLine } from "./csv.ts";
import { counted } from "./format.ts";
import { chosenCell, usualCells } from "./list_columns.ts";
import { type Line, note } from "./notes.ts";
import { layOut } from "./table.ts";

/** How to print a list. */
export interface ListRendering extends RenderOptions {
  /** The columns asked for; null for the usual ones. */
  chosen: readonly ItemColumn[] | null;
  /** Whether a terminal reads it: JSON is indented then. */
  terminal: boolean;
  /** CSV exactly as it is in the vault, for programs. */
  raw?: boolean;
}

/** The table, and how many items there are. */
export function* tableLines(list: ItemList, { chosen, ...options }: ListRendering): Generator<Line[]> {
  const sample = list.sample();
  const cells = chosen?.map(chosenCell) ?? usualCells(sample.some((item) => item.deleted_at !== null));
  const row = (item: ItemRow): string[] => cells.map((cell) => cell.text(item));
  const { titles, lines } = layOut(cells.map((cell) => cell.column), sample.map(row), options);
  if (list.count > 0 || options.width === null) yield titles;
  for (const chunk of list.chunks()) yield chunk.flatMap((item) => lines(row(item)));
  yield note(counted(list.count, "item"), options);
}

/** CSV with a line of headings. */
export function* csvLines(list: ItemList, { chosen, raw = false }: ListRendering): Generator<string> {
  const columns = chosen ?? ITEM_COLUMNS;
  yield `${csvLine(columns)}\n`;
  for (const chunk of list.chunks()) {
    yield chunk.map((item) => `${csvLine(columns.map((column) => item[column]), { raw })}\n`).join("");
  }
}

/** One JSON object a line. */
export function* jsonLines(list: ItemList, { chosen }: ListRendering): Generator<string> {
  for (const chunk of list.chunks()) {
    const text = chunk.map((item) => `${JSON.stringify(pick(item, chosen))}\n`).join("");
    yield sanitizeJson(text);
  }
}

/**
 * One JSON document up to the end of its items: whoever writes it ends it with {@linkcode jsonEnd}, since only then it is
 * known whether all of them could be read.
 */
export function* jsonRows(
  list: ItemList,
  { chosen, terminal, head }: ListRendering & { head: Record<string, unknown> },
): Generator<string> {
  const [line, deep] = terminal ? ["\n  ", "\n    "] : ["", ""];
  const text = (value: unknown, below: string): string =>
    terminal ? JSON.stringify(value, null, 2).replaceAll("\n", below) : JSON.stringify(value);
  const opening = text(head, "\n").slice(0, terminal ? -2 : -1);
  yield sanitizeJson(`${opening},${line}"items":${terminal ? " " : ""}[`);
  let comma = "";
  for (const chunk of list.chunks()) {
    const items = chunk.map((item) => `${deep}${text(pick(item, chosen), deep)}`).join(",");
    if (items !== "") yield sanitizeJson(comma + items);
    if (items !== "") comma = ",";
  }
  if (comma !== "") yield line;
}

/** What ends a document that {@linkcode jsonRows} has begun: its last properties. */
export function jsonEnd(tail: Record<string, unknown>, terminal: boolean): string {
  const text = terminal ? JSON.stringify(tail, null, 2) : JSON.stringify(tail);
  return `${sanitizeJson(`],${text.slice(1)}`)}\n`;
}

function pick(item: ItemRow, chosen: readonly ItemColumn[] | null): object {
  return chosen === null ? item : Object.fromEntries(chosen.map((column) => [column, item[column]]));
}

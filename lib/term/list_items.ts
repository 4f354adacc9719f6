/**
 * A list of items as a table, CSV, lines of JSON or one JSON document: a chunk at a time, so that the first lines are
 * there before the last are read.
 *
 * @module
 */
import { sanitizeJson } from "../base/log.ts";
import type { ItemList, ItemRow } from "../inspect/list.ts";
import { csvLine, shownCsv } from "./csv.ts";
import { counted } from "./format.ts";
import { chosenCell, ITEM_COLUMNS, type ItemColumn, usualCells } from "./list_columns.ts";
import type { RenderOptions } from "./summary.ts";
import { layOut } from "./table.ts";

/** How to print a list. */
export interface ListRendering extends RenderOptions {
  /** The columns asked for; null for the usual ones. */
  chosen: readonly ItemColumn[] | null;
  /** Whether a terminal reads it, which nothing of it may steer. */
  terminal: boolean;
}

/** The table, and how many items there are. */
export function* tableLines(list: ItemList, { chosen, ...options }: ListRendering): Generator<string> {
  const sample = list.sample();
  const cells = chosen?.map(chosenCell) ?? usualCells(sample.some((item) => item.deleted_at !== null));
  const row = (item: ItemRow): string[] => cells.map((cell) => cell.text(item));
  const { titles, line } = layOut(cells.map((cell) => cell.column), sample.map(row), options);
  if (list.count > 0) yield `${titles}\n`;
  for (const chunk of list.chunks()) yield chunk.map((item) => `${line(row(item))}\n`).join("");
  yield `${options.palette.dim(counted(list.count, "item"))}\n`;
}

/** CSV with a line of headings. */
export function* csvLines(list: ItemList, { chosen, terminal }: ListRendering): Generator<string> {
  const columns = chosen ?? ITEM_COLUMNS;
  yield `${csvLine(columns)}\n`;
  for (const chunk of list.chunks()) {
    yield chunk.map((item) => `${shownCsv(csvLine(columns.map((column) => item[column])), terminal)}\n`).join(
      "",
    );
  }
}

/** One JSON object a line. */
export function* jsonLines(list: ItemList, { chosen, terminal }: ListRendering): Generator<string> {
  for (const chunk of list.chunks()) {
    const text = chunk.map((item) => `${JSON.stringify(pick(item, chosen))}\n`).join("");
    yield terminal ? sanitizeJson(text) : text;
  }
}

/** One JSON document; nothing of it comes before all of it could be read. */
export function* jsonRows(
  list: ItemList,
  { chosen, terminal, head }: ListRendering & { head: Record<string, unknown> },
): Generator<string> {
  if (terminal) {
    const items = [...list.chunks()].flat().map((item) => pick(item, chosen));
    yield `${sanitizeJson(JSON.stringify({ ...head, items }, null, 2))}\n`;
    return;
  }
  const parts = Array.from(
    list.chunks(),
    (chunk) => chunk.map((item) => JSON.stringify(pick(item, chosen))).join(","),
  );
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
  for (let i = 0; i < parts.length; i++) yield i === 0 ? parts[i] ?? "" : `,${parts[i]}`;
  yield "]}\n";
}

function pick(item: ItemRow, chosen: readonly ItemColumn[] | null): object {
  return chosen === null ? item : Object.fromEntries(chosen.map((column) => [column, item[column]]));
}

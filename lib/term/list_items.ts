/**
 * A list of items as a table, CSV, lines of JSON or one JSON document. Printed in chunks, so that the first lines
 * appear
 * before the last items are read.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitizeJson } from "../base/log.ts";
import {
  type FactValue,
  ITEM_COLUMNS,
  type ItemList,
  type ItemRow,
  type ListColumn,
} from "../inspect/list.ts";
import { csvLine } from "./csv.ts";
import { count } from "./format.ts";
import { cellOf } from "./list_columns.ts";
import { type Line, LONG, note } from "./notes.ts";
import { layOut } from "./table.ts";

/** The options for printing a list. */
export interface ListRendering extends RenderOptions {
  /** The requested columns; null for the default columns. */
  chosen: readonly string[] | null;
  /** Whether to print the address of each item. */
  web?: boolean;
  /** The plural noun for the items, such as `dashboards`. */
  what?: string;
  /** The address of the vault's instance, which names link to. */
  instance?: string | null;
  /** Whether the output is a terminal. JSON is indented then. */
  terminal: boolean;
  /** Whether to write CSV values exactly as they are in the vault, for programs. */
  raw?: boolean;
}

/** Yields the table, the number of items, and how to see more or fewer of them. */
export function* tableLines(list: ItemList, how: ListRendering): Generator<Line[]> {
  const { chosen, web = false, instance = null, what = "items", ...options } = how;
  const sample = list.sample(), isChosen = chosen !== null;
  const columns = web && chosen?.includes("web") !== true
    ? [...list.columns(chosen), ...list.columns(["web"])]
    : list.columns(chosen);
  const gone = !isChosen && sample.some((item) => item.deleted_at !== null)
    ? list.columns(["deleted_at"])
    : [];
  const cells = [...columns, ...gone].map((column) =>
    cellOf(column, { instance, chosen: isChosen, ...(options.zone !== undefined && { zone: options.zone }) })
  );
  const row = (item: ItemRow): ReturnType<typeof cells[0]["text"]>[] => cells.map((cell) => cell.text(item));
  const { titles, lines } = layOut(cells.map((cell) => cell.column), sample.map(row), options);
  if (list.count > 0 || options.width === null) yield titles;
  for (const chunk of list.chunks()) yield chunk.flatMap((item) => lines(row(item)));
  yield note(endText(list, what, options.width !== null), options);
}

/** Returns `5 of 60 dashboards`, and which options show the others. */
function endText({ count: shown, total }: ItemList, what: string, terminal: boolean): string {
  const noun = total === 1 ? what.replace(/s$/, "") : what;
  if (shown !== total) {
    return `${count(shown)} of ${count(total)} ${noun}. See the others with --limit and --offset.`;
  }
  const narrow =
    "Narrow them with --name, --folder, --owner or --limit, or write them to a file with --format csv > FILE.";
  return `${count(total)} ${noun}${terminal && total > LONG ? `. ${narrow}` : ""}`;
}

/** Yields CSV with a line of headings. */
export function* csvLines(list: ItemList, { chosen, web, raw = false }: ListRendering): Generator<string> {
  const columns = list.columns(withWeb(chosen ?? exactNames(list), web));
  yield `${csvLine(columns.map(({ name }) => name))}\n`;
  for (const chunk of list.chunks()) {
    yield chunk.map((item) => `${csvLine(columns.map((column) => flat(column.value(item))), { raw })}\n`)
      .join("");
  }
}

/**
 * Returns the default columns of CSV: all columns of the items, the type if the list may contain any type, and the
 * relation
 * if the list contains related items.
 */
function exactNames({ type, related }: ItemList): readonly string[] {
  return [...related === true ? ["relation"] : [], ...type === null ? ["type"] : [], ...ITEM_COLUMNS];
}

/** Joins a list of texts to one cell of CSV. */
function flat(value: FactValue): string | number | boolean | null {
  return value !== null && typeof value === "object" ? value.join(", ") : value;
}

function withWeb(names: readonly string[], web = false): readonly string[] {
  return web && !names.includes("web") ? [...names, "web"] : names;
}

/** Yields one JSON object per line. */
export function* jsonLines(list: ItemList, how: ListRendering): Generator<string> {
  const pick = picker(list, how);
  for (const chunk of list.chunks()) {
    const text = chunk.map((item) => `${JSON.stringify(pick(item))}\n`).join("");
    yield sanitizeJson(text);
  }
}

/**
 * Yields one JSON document up to the end of its items. The caller ends it with {@linkcode jsonEnd}, because only then
 * it
 * is known whether all items could be read.
 */
export function* jsonRows(
  list: ItemList,
  { head, ...how }: ListRendering & { head: Record<string, unknown> },
): Generator<string> {
  const { terminal } = how, pick = picker(list, how);
  const [line, deep] = terminal ? ["\n  ", "\n    "] : ["", ""];
  const text = (value: unknown, below: string): string =>
    terminal ? JSON.stringify(value, null, 2).replaceAll("\n", below) : JSON.stringify(value);
  const opening = text(head, "\n").slice(0, terminal ? -2 : -1);
  yield sanitizeJson(`${opening},${line}"items":${terminal ? " " : ""}[`);
  let comma = "";
  for (const chunk of list.chunks()) {
    const items = chunk.map((item) => `${deep}${text(pick(item), deep)}`).join(",");
    if (items !== "") yield sanitizeJson(comma + items);
    if (items !== "") comma = ",";
  }
  if (comma !== "") yield line;
}

/** Returns the end of a document that {@linkcode jsonRows} has started: its last properties. */
export function jsonEnd(tail: Record<string, unknown>, terminal: boolean): string {
  const text = terminal ? JSON.stringify(tail, null, 2) : JSON.stringify(tail);
  return `${sanitizeJson(`],${text.slice(1)}`)}\n`;
}

/** Returns a function that picks the printed properties of an item: the requested columns, or else all columns. */
function picker(list: ItemList, { chosen, web = false }: ListRendering): (item: ItemRow) => object {
  const columns: ListColumn[] = chosen === null
    ? web ? list.columns(["web"]) : []
    : list.columns(withWeb(chosen, web));
  return (item) => {
    const asked = Object.fromEntries(columns.map(({ name, value }) => [name, value(item)]));
    return chosen === null ? { ...item, ...asked } : asked;
  };
}

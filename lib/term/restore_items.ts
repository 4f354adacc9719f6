/**
 * Items of a restore as tables: what becomes of each, and property by property from what to what.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import type { Change } from "../live/form_changes.ts";
import { sanitize } from "../base/log.ts";
import { asObjects, asText, jsonText, type JsonValue } from "../codec/json_value.ts";
import type { Action } from "../restore/plan/model.ts";
import type { RestoreItem } from "../restore/restore_summary.ts";
import { count, counted } from "./format.ts";
import type { Palette } from "./palette.ts";
import { hanging } from "./restore_notes.ts";
import { type Column, renderTable } from "./table.ts";

/** More items than this are not told one by one on a terminal. */
const MOST_ITEMS = 100;
/** More changes of one item than this are not told one by one on a terminal. */
const MOST_CHANGES = 100;
const MOST_PATHS = 3;
/** Longer values are cut, characters of their JSON. */
const LONGEST_VALUE = 200;
/** What parts are called by. */
const NAMES = ["title", "name", "label"];

const MARKS: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  undelete: "↑",
  none: "=",
  skip: "-",
  unrestorable: "-",
};

/** Whether an item is going to be written. */
export function isWritten({ action }: { action: Action }): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

const ITEM_COLUMNS: readonly Column[] = [
  { title: "action", style: actionStyle },
  { title: "type", min: 6 },
  { title: "id", min: 8, lines: Infinity },
  { title: "name", min: 18 },
  { title: "changes", align: "right", drop: 2 },
  { title: "properties", min: 16, lines: Infinity, drop: 1 },
];

function actionStyle(text: string, palette: Palette): string {
  return text.startsWith("+")
    ? palette.green(text)
    : text.startsWith("↑")
    ? palette.cyan(text)
    : palette.yellow(text);
}

/** The items that are written, a line each. */
export function itemLines(items: readonly RestoreItem[], options: RenderOptions): string[] {
  const written = items.filter(isWritten);
  if (written.length === 0) return [];
  const shown = options.width === null ? written : written.slice(0, MOST_ITEMS);
  const rows = shown.map((item) => [
    `${MARKS[item.action]} ${item.action}`,
    item.type,
    idText(item),
    item.name ?? item.id,
    item.action === "create" ? "" : count(item.changes.length),
    item.action === "create" ? "" : pathsText(item.changes),
  ]);
  const left = written.length - shown.length;
  return [
    ...renderTable(ITEM_COLUMNS, rows, options),
    ...left === 0 ? [] : hanging(
      `and ${counted(left, "more item")}: run with --json to see them all`,
      { prefix: "", indent: 0 },
      options,
    ),
  ];
}

/** `12` where the id stays, else from which id to which. */
export function idText({ id, destination_id, action }: RestoreItem): string {
  if (destination_id === null) return action === "create" ? `${id} → new` : id;
  return destination_id === id ? id : `${id} → ${destination_id}`;
}

function pathsText(changes: readonly Change[]): string {
  const left = changes.length - MOST_PATHS;
  return changes.slice(0, MOST_PATHS).map(({ path }) => path).join(", ") + (left > 0 ? ` +${left} more` : "");
}

const CHANGE_COLUMNS: readonly Column[] = [
  { title: "property", min: 16, lines: Infinity },
  { title: "in Looker", min: 10, style: (text, palette) => palette.red(text) },
  { title: "in the backup", min: 10, style: (text, palette) => palette.green(text) },
];

/** Every change of one item, under its name. */
export function changeLines(item: RestoreItem, options: RenderOptions): string[] {
  if (item.changes.length === 0) return [];
  const created = item.action === "create";
  const columns = created ? CHANGE_COLUMNS.filter((_, i) => i !== 1) : CHANGE_COLUMNS;
  // What something new does not have is no news.
  const changes = created ? item.changes.filter(({ to }) => to !== null) : item.changes;
  const shown = options.width === null ? changes : changes.slice(0, MOST_CHANGES);
  const rows = shown.map(({ path, from, to }) =>
    created ? [path, partsText(to) ?? valueText(to)] : [path, valueText(from), valueText(to)]
  );
  const left = changes.length - shown.length;
  const name = item.name === null ? "" : ` "${item.name}"`;
  const title = `${MARKS[item.action]} ${item.action} ${item.type} ${idText(item)}${name}`;
  return [
    ...hanging(title, { prefix: "", indent: 0 }, options).map(options.palette.bold),
    ...renderTable(columns, rows, options),
    ...left === 0 ? [] : [`and ${counted(left, "more change")}: run with --json to see them all`],
  ];
}

/** How many parts something has and what they are called; null for what is no list of parts. */
function partsText(value: JsonValue): string | null {
  const parts = asObjects(value);
  if (!Array.isArray(value) || parts.length === 0 || parts.length < value.length) return null;
  const names = parts.flatMap((part) =>
    NAMES.map((key) => asText(part[key])).find((name) => name !== null) ?? []
  );
  const text = sanitize([String(parts.length), names.join(", ")].filter((word) => word !== "").join(": "));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** A value in one line: its JSON, long ones cut; what is not there as `-`. */
export function valueText(value: JsonValue): string {
  if (value === null) return "-";
  const text = sanitize(jsonText(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

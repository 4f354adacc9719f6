/**
 * The items of a plan by type and folder, each with its changes in the form of `diff`.
 *
 * @module
 */
import { itemWords } from "../looker/item_ref.ts";
import { sanitize } from "../base/log.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import type { Action } from "../restore/plan/model.ts";
import type { RestoreItem } from "../restore/restore_summary.ts";
import type { Difference } from "../live/diff/difference.ts";
import { cellWidth, truncate } from "./cell.ts";
import { differenceLines } from "./difference_lines.ts";
import { count, counted } from "./format.ts";
import type { Palette, Style } from "./palette.ts";
import type { RenderOptions } from "./render_options.ts";
import { editWords, namesByKey, neededWords } from "./restore_marks.ts";
import { hanging } from "./restore_notes.ts";

/** The maximum number of lines of one item's changes on a terminal: for one of several items, and for a single item. */
const MOST_OF_SEVERAL = 12, MOST_OF_ONE = 200;

const MARKS: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  undelete: "↑",
  none: "=",
  skip: "-",
  unrestorable: "-",
};

/** Whether an item is to be written. */
export function isWritten({ action }: { action: Action }): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

/** The items of one type and folder. */
export interface ItemGroup {
  /** Such as `dashboards in Shared/Finance`. */
  title: string;
  items: readonly RestoreItem[];
}

/** Groups items by type, then by folder, and sorts them by id. Numeric ids are sorted as numbers. */
export function itemGroups(items: readonly RestoreItem[]): ItemGroup[] {
  const groups = Map.groupBy(items, ({ type, folder }) => JSON.stringify([type, folder]));
  const sorted = [...groups.values()].sort(([a], [b]) =>
    a === undefined || b === undefined ? 0 : CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type) ||
      byText(a.folder ?? "", b.folder ?? "")
  );
  return sorted.map((some) => {
    const [first] = some, type = (first?.type ?? "").replaceAll("_", " ");
    const folder = first?.folder ?? null;
    return {
      title: folder === null ? type : `${type} in ${folder}`,
      items: some.toSorted((a, b) => compareIds(a.id, b.id)),
    };
  });
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares ids. Numeric ids come first, sorted as numbers. */
export function compareIds(a: string, b: string): number {
  const [x, y] = [a, b].map((id) => /^\d+$/.test(id) ? Number(id) : Infinity) as [number, number];
  return x === y ? byText(a, b) : x - y;
}

/**
 * Returns the lines of the items that are written, with their changes. `detailed` raises the limit of lines per item.
 */
export function itemLines(
  items: readonly RestoreItem[],
  { detailed, ...options }: RenderOptions & { detailed: boolean },
): string[] {
  const groups = itemGroups(items.filter(isWritten)), nameOf = namesByKey(items);
  const isOne = groups.length === 1 && groups[0]?.items.length === 1;
  const most = options.width === null ? Infinity : detailed || isOne ? MOST_OF_ONE : MOST_OF_SEVERAL;
  return groups.flatMap(({ title, items: some }, i) => [
    ...i === 0 ? [] : [""],
    ...hanging(
      some.length === 1 ? title : `${title} (${count(some.length)})`,
      { prefix: "", indent: 0 },
      options,
    )
      .map(options.palette.bold),
    ...some.flatMap((item) => oneItem(item, { most, nameOf, ...options })),
  ]);
}

function oneItem(
  item: RestoreItem,
  { most, nameOf, ...options }: RenderOptions & { most: number; nameOf: (key: string) => string | null },
): string[] {
  const { palette } = options, told = most === MOST_OF_SEVERAL ? tellingOf(item) : item.differences;
  const changes = differenceLines(told, options);
  const left = changes.length - most;
  const shown = left > 0 ? changes.slice(0, most) : changes;
  const more = left > 0
    ? hanging(`and ${counted(left, "more line")}: see all with --plan-out FILE.md`, {
      prefix: "    ",
      indent: 4,
    }, options)
      .map(palette.dim)
    : [];
  return [...headLines(item, options), ...markLines(item, nameOf, options), ...shown, ...more];
}

/**
 * Returns the differences to show. For a new item among others: the counts of its parts, and the most important
 * properties.
 * A plan file contains all properties.
 */
function tellingOf({ action, differences }: RestoreItem): readonly Difference[] {
  if (action !== "create") return differences;
  return differences.filter(({ path }) => /^\d/.test(path) || OF_NEW.has(path));
}

const OF_NEW: ReadonlySet<string> = new Set([
  "user_id",
  "owner_id",
  "access",
  "query",
  "enabled",
  "is_disabled",
]);

/** Returns `~ 12 Revenue`, with both ids if they differ. */
function headLines(item: RestoreItem, options: RenderOptions): string[] {
  const style = actionStyle(item.action, options.palette), mark = MARKS[item.action];
  const trash = item.action === "undelete" ? " (from the trash)" : "";
  const name = item.name === null || item.name === item.id ? "" : `  ${item.name}`;
  return hanging(`${mark} ${idText(item)}${name}${trash}`, { prefix: "", indent: 4 }, options).map((line) =>
    style(line)
  );
}

function markLines(
  item: RestoreItem,
  nameOf: (key: string) => string | null,
  options: RenderOptions,
): string[] {
  const { palette } = options, { edited_since: edited, needed_by } = item;
  const line = (text: string, style: Style): string[] =>
    hanging(text, { prefix: "    ", indent: 4 }, options).map((one) => style(one));
  return [
    ...edited === null
      ? []
      : line(`! edited in Looker since, by ${editWords(edited, options)}`, palette.yellow),
    ...needed_by.length === 0 ? [] : line(neededWords(item, nameOf), palette.dim),
  ];
}

function actionStyle(action: Action, palette: Palette): Style {
  return action === "create" ? palette.green : action === "undelete" ? palette.cyan : palette.yellow;
}

/** Returns `12` if the id stays the same, otherwise the old and the new id. */
export function idText({ id, destination_id, action }: RestoreItem): string {
  if (destination_id === null) return action === "create" ? `${id} → new` : id;
  return destination_id === id ? id : `${id} → ${destination_id}`;
}

/** The maximum width of names and paths in a sentence, in cells. */
const LONGEST = 60;

/** Returns an item for a sentence: `dashboards 12 "Revenue"`. */
export function itemText({ type, id, name }: Pick<RestoreItem, "type" | "id" | "name">): string {
  return itemWords(
    { type, id: sanitize(id) },
    name === null || name === id ? null : truncate(sanitize(name), LONGEST),
  );
}

/** Returns a folder's path for a sentence. Of a long path, only the start and the end are shown. */
export function pathText(path: string): string {
  const parts = sanitize(path).split("/"), whole = parts.join("/");
  if (cellWidth(whole) <= LONGEST) return whole;
  return truncate(`${parts[0] ?? ""}/…/${parts.slice(-2).join("/")}`, LONGEST);
}

/**
 * The results of searches for unused items, duplicates and a user's items, for a terminal.
 *
 * @module
 */
import { itemWords } from "../../looker/item_ref.ts";
import { sanitize } from "../../base/log.ts";
import type { Duplicate } from "../../inspect/search/duplicates.ts";
import type { Person, PersonItem } from "../../inspect/search/person.ts";
import type { UnusedItem } from "../../inspect/unused.ts";
import { count, counted } from "../format.ts";
import { type Line, note } from "../notes.ts";
import type { RenderOptions } from "../render_options.ts";
import { type Column, headings, renderTable } from "../table.ts";

const UNUSED: readonly Column[] = [
  { title: "type" },
  { title: "id", min: 24, lines: Infinity },
  { title: "name", min: 18 },
  { title: "owner", min: 14, drop: 2 },
  { title: "folder", min: 14, drop: 3 },
  { title: "last used" },
  { title: "views", align: "right", drop: 1 },
];

/** Returns unused items, the longest unused first. */
export function unusedLines(items: readonly UnusedItem[], options: RenderOptions): Line[] {
  const rows = items.map(({ type, id, name, owner, folder, last_used, view_count }) => [
    type,
    id,
    name === id ? "" : name ?? "",
    owner ?? "",
    folder ?? "",
    last_used?.slice(0, 10) ?? "never",
    view_count === null ? "" : count(view_count),
  ]);
  const sum = note(
    items.length === 0
      ? "no unused items: all dashboards and looks were used since then"
      : counted(items.length, "item"),
    options,
  );
  return [...items.length === 0 ? headings(UNUSED, options) : renderTable(UNUSED, rows, options), ...sum];
}

const DUPLICATES: readonly Column[] = [
  { title: "group", align: "right" },
  { title: "type" },
  { title: "id", min: 24, lines: Infinity },
  { title: "name", min: 18 },
  { title: "folder", min: 14, drop: 1 },
  { title: "owner", min: 14, drop: 2 },
  { title: "used by", align: "right" },
];

/** Returns groups of dashboards and looks that show the same data. */
export function duplicateLines(groups: readonly (readonly Duplicate[])[], options: RenderOptions): Line[] {
  const rows = groups.flatMap((group, i) =>
    group.map(({ type, id, name, folder, owner, used_by }) => [
      String(i + 1),
      type,
      id,
      name === id ? "" : name ?? "",
      folder ?? "",
      owner ?? "",
      count(used_by),
    ])
  );
  const sum = note(
    rows.length === 0
      ? "no duplicates: no two dashboards or looks have the same queries"
      : `${counted(groups.length, "group")}, ${counted(rows.length, "item")}`,
    options,
  );
  return [
    ...rows.length === 0 ? headings(DUPLICATES, options) : renderTable(DUPLICATES, rows, options),
    ...sum,
  ];
}

const PARTS = [
  ["owns", "owns"],
  ["receives", "receives"],
  ["groups", "is in the groups"],
  ["roles", "has the roles"],
  ["access", "is in the access lists of"],
  ["attributes", "has values of"],
] as const;

/** Returns the items that a user owns, receives, belongs to or has access to. */
export function personLines(person: Person, { palette }: RenderOptions): string[] {
  const users = person.users.map(({ id, name, disabled }) =>
    `${itemWords({ type: "users", id }, name)}${disabled ? ", disabled" : ""}`
  );
  const lines = [
    palette.bold(sanitize(`${person.email}: ${users.join("; ") || "no user with that address"}`)),
  ];
  for (const [key, title] of PARTS) {
    const items = person[key];
    if (items.length === 0) continue;
    lines.push("", `${palette.bold(title)} ${palette.dim(counted(items.length, "item"))}`);
    lines.push(...items.map((item) => `  ${itemText(item)}`));
  }
  if (person.commands.length === 0) return lines;
  return [
    ...lines,
    "",
    palette.bold("to transfer these items to another user"),
    ...person.commands.map((one) => `  ${one}`),
  ];
}

function itemText({ type, id, name, folder }: PersonItem): string {
  return sanitize(
    `${itemWords({ type, id }, name)}${folder === null ? "" : ` in ${folder}`}`,
  );
}

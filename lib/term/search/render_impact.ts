/**
 * The result of `impact` as a table, and its summary by owner and folder.
 *
 * @module
 */
import { sanitize } from "../../base/log.ts";
import type { BrokenItem } from "../../inspect/search/broken.ts";
import { byPlace, type Impact, type ImpactItem } from "../../inspect/search/impact.ts";
import { asOf } from "../as_of.ts";
import { csvLine } from "../csv.ts";
import { shownTime } from "../shown_time.ts";
import { wrap } from "../cell.ts";
import { count, counted } from "../format.ts";
import { codeCell } from "../markdown.ts";
import { type Line, note } from "../notes.ts";
import type { RenderOptions } from "../render_options.ts";
import { type Column, headings, layOut, renderTable, type TableLayout } from "../table.ts";

/** The number of items of an owner, or in a folder. */
export interface GroupCount {
  name: string;
  items: number;
}

/** Groups items by owner and by folder, the largest group first. */
export function groupsOf(items: readonly ImpactItem[]): { owners: GroupCount[]; folders: GroupCount[] } {
  const counts = (key: (item: ImpactItem) => string | null): GroupCount[] => {
    const groups = new Map<string, number>();
    for (const item of items) {
      const name = key(item);
      if (name !== null) groups.set(name, (groups.get(name) ?? 0) + 1);
    }
    return [...groups].map(([name, n]) => ({ name, items: n }))
      .sort((a, b) => b.items - a.items || (a.name < b.name ? -1 : 1));
  };
  return { owners: counts(({ owner }) => owner), folders: counts(({ folder }) => folder) };
}

const COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "id", min: 24, lines: Infinity },
  { title: "name", min: 18 },
  { title: "folder", min: 14, drop: 2 },
  { title: "owner", min: 14, drop: 3 },
  { title: "through", min: 14, lines: Infinity, drop: 4 },
  { title: "places", min: 16, lines: Infinity, drop: 1 },
];

/** The maximum number of groups that are shown. */
const MOST_GROUPS = 10;

/** Returns the table: direct uses first, then indirect uses. */
export function impactLines(
  { of, at }: Impact,
  items: readonly ImpactItem[],
  options: RenderOptions,
): Line[] {
  if (items.length === 0) {
    return [...headings(COLUMNS, options), ...note(`nothing uses ${of}`, options), ...asOf(at, options)];
  }
  return [
    ...renderTable(COLUMNS, [...items].sort(inOrder).map(cells), options),
    ...sumLines(of, items, options),
    ...asOf(at, options),
  ];
}

/** Returns the summary by owner and folder, and the total. */
function sumLines(of: string, items: readonly ImpactItem[], options: RenderOptions): Line[] {
  const direct = items.filter((item) => item.direct).length, { owners, folders } = groupsOf(items);
  const groups = [
    ...groupLines("by owner", owners, options),
    ...groupLines("by folder", folders, options),
  ];
  return [
    ...options.width === null ? groups.map((text) => ({ note: text })) : ["", ...groups],
    ...note(
      `${counted(items.length, "item")}: ${count(direct)} ${direct === 1 ? "uses" : "use"} ${of}, ` +
        `${count(items.length - direct)} through others`,
      options,
    ),
  ];
}

function inOrder(a: ImpactItem, b: ImpactItem): number {
  return a.direct === b.direct ? byPlace(a, b) : a.direct ? -1 : 1;
}

function cells({ type, id, name, folder, owner, via, paths, recipients, state }: ImpactItem): string[] {
  return [
    type,
    id,
    `${name === id ? "" : name ?? ""}${state === "trash" ? " (in the trash)" : ""}${
      recipients.length > 0 ? ` → ${recipients.join(", ")}` : ""
    }`.trim(),
    folder ?? "",
    owner ?? "",
    via.join(", "),
    paths.length > 3 ? `${paths.slice(0, 3).join(", ")} and ${paths.length - 3} more` : paths.join(", "),
  ];
}

function groupLines(
  title: string,
  groups: readonly GroupCount[],
  { palette, width }: RenderOptions,
): string[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, MOST_GROUPS).map(({ name, items }) => sanitize(`${name} ${count(items)}`));
  const more = groups.length > MOST_GROUPS ? `, and ${groups.length - MOST_GROUPS} more` : "";
  const lines = `${title}: ${shown.join(", ")}${more}`;
  return width === null
    ? [lines]
    : wrap(lines, width).map((line, i) => i === 0 ? line.replace(title, palette.bold) : line);
}

const FIELDS = [
  "type",
  "id",
  "name",
  "folder",
  "owner",
  "state",
  "direct",
  "via",
  "paths",
  "recipients",
] as const;

/** Returns CSV with a line of headings. */
export function impactCsv(items: readonly ImpactItem[]): string[] {
  const line = (item: ImpactItem): string =>
    csvLine(FIELDS.map((field) => {
      const value = item[field];
      return Array.isArray(value) ? value.join(" ") : value as string | boolean | null;
    }));
  return [csvLine(FIELDS), ...items.map(line)];
}

/** The number of rows in a chunk. A chunk is printed before the next rows are read. */
const PART = 100;

/** Yields CSV, chunk by chunk. */
export function* impactCsvStream(items: Iterable<ImpactItem>): Generator<string[]> {
  yield [csvLine(FIELDS)];
  for (const part of partsOf(items)) yield impactCsv(part).slice(1);
}

/** Yields the table, chunk by chunk, with the widths of the first chunk; then the summary. */
export function* impactTableStream(
  { of, at }: Impact,
  items: Iterable<ImpactItem>,
  options: RenderOptions,
): Generator<Line[]> {
  const all: ImpactItem[] = [];
  let layout: TableLayout | null = null;
  for (const part of partsOf(items)) {
    const rows = part.map(cells), isFirst = layout === null;
    layout ??= layOut(COLUMNS, rows, options);
    yield [...isFirst ? layout.titles : [], ...rows.flatMap(layout.lines)];
    // Keeps only the properties that the summary counts.
    all.push(...part.map((item) => ({ ...item, paths: [], via: [], recipients: [] })));
  }
  yield [...sumLines(of, all, options), ...asOf(at, options)];
}

function* partsOf(items: Iterable<ImpactItem>): Generator<ImpactItem[]> {
  let part: ImpactItem[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Returns the result as Markdown, such as for a ticket. */
export function impactMarkdown({ of, at }: Impact, items: readonly ImpactItem[]): string[] {
  const rows = [...items].sort(inOrder).map((item) => {
    const [type = "", id = "", ...rest] = cells(item);
    return `| ${[type, id, ...rest].map((text) => text === "" ? "" : codeCell(text)).join(" | ")} |`;
  });
  const { owners, folders } = groupsOf(items);
  const list = (title: string, groups: readonly GroupCount[]): string[] =>
    groups.length === 0
      ? []
      : ["", `${title}:`, "", ...groups.map(({ name, items }) => `- ${codeCell(name)}: ${items}`)];
  return [
    `# What uses ${codeCell(of)}`,
    "",
    ...at === undefined ? [] : [`As of ${shownTime(at, undefined, "second")}.`, ""],
    `| ${COLUMNS.map(({ title }) => title).join(" | ")} |`,
    `|${COLUMNS.map(() => "---").join("|")}|`,
    ...rows,
    ...list("By owner", owners),
    ...list("By folder", folders),
  ];
}

const BROKEN_COLUMNS: readonly Column[] = [
  { title: "type" },
  { title: "id", min: 24, lines: Infinity },
  { title: "name", min: 18 },
  { title: "folder", min: 14, drop: 2 },
  { title: "owner", min: 14, drop: 3 },
  { title: "missing", min: 16, lines: Infinity },
  { title: "place", min: 16, lines: Infinity, drop: 1 },
];

/** Returns the items that use fields, explores and models that do not exist. */
export function brokenLines(items: readonly BrokenItem[], options: RenderOptions): Line[] {
  if (items.length === 0) {
    return [
      ...headings(BROKEN_COLUMNS, options),
      ...note("no broken items: the captured explores and models contain everything that items use", options),
    ];
  }
  const rows = items.flatMap(({ type, id, name, folder, owner, missing }) =>
    missing.map((one) => [
      type,
      id,
      name === id ? "" : name ?? "",
      folder ?? "",
      owner ?? "",
      `${one.kind} ${one.name}${one.explore === null ? "" : ` of ${one.explore}`}`,
      one.path,
    ])
  );
  return [
    ...renderTable(BROKEN_COLUMNS, rows, options),
    ...note(`${counted(rows.length, "use")} in ${counted(items.length, "item")}`, options),
  ];
}

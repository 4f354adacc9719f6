/**
 * What changed between two moments, for people at a terminal.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import { cellWidth, truncate } from "./cell.ts";
import { endOf, type LiveDiff, liveNotes } from "./diff_live.ts";
import { phrasesOf } from "./diff_phrase.ts";
import { count } from "./format.ts";
import type { Palette, Style } from "./palette.ts";
import { type Column, renderTable } from "./table.ts";

const SIGNS = { added: "+", removed: "-", changed: "~" } as const;

/** The changes, line by line; with `stat` the items only. */
export function renderDiff(
  diff: VaultDiff | LiveDiff,
  options: RenderOptions & { stat?: boolean },
): string[] {
  const { palette } = options;
  const lines = [palette.dim(fit(`${time(diff.from)} → ${endOf(diff, time)}`, options))];
  for (const item of diff.items) {
    const inner = options.stat === true ? [] : item.differences;
    // A blank line sets an item with its differences off from the others.
    if (inner.length > 0 && lines.length > 1 && lines.at(-1) !== "") lines.push("");
    lines.push(...itemLines(item, options), ...inner.length === 0 ? [] : differenceLines(inner, options));
    if (inner.length > 0) lines.push("");
  }
  if (lines.at(-1) === "") lines.pop();
  if (diff.types.length > 1) lines.push("", ...typeTable(diff, options));
  const { incomplete, cost } = "live" in diff ? liveNotes(diff) : { incomplete: [], cost: null };
  const end = totals(diff, { isWhole: incomplete.length === 0 });
  return [
    ...lines,
    ...diff.items.length > 0 ? [""] : [],
    ...incomplete.map((line) => palette.yellow(fit(line, options))),
    palette.dim(fit(cost === null ? end : `${end} (${cost})`, options)),
  ];
}

/** `5 added, 2 changed`, or that nothing did, as far as all was compared. */
export function totals({ types }: VaultDiff, { isWhole = true }: { isWhole?: boolean } = {}): string {
  const parts = (["added", "removed", "changed"] as const).flatMap((change) => {
    const n = types.reduce((sum, type) => sum + type[change], 0);
    return n === 0 ? [] : [`${count(n)} ${change}`];
  });
  if (parts.length > 0) return parts.join(", ");
  return isWhole ? "Nothing changed." : "Nothing that was compared has changed.";
}

function itemLines(item: ItemDiff, options: RenderOptions): string[] {
  const sign = SIGNS[item.change];
  const name = item.name === null ? "" : `  ${sanitize(item.name)}`;
  const line = fit(`${sign} ${item.type} ${sanitize(item.id)}${name}`, options);
  return [styleOf(sign, options.palette)(line)];
}

/** The differences of an item, those of a part under its name. */
function differenceLines(differences: readonly Difference[], options: RenderOptions): string[] {
  const lines: string[] = [];
  let part = "";
  for (const { part: parts, phrase } of phrasesOf(grouped(differences))) {
    const name = sanitize(parts.join(" › "));
    const { sign, what, from, to } = phrase;
    const style = styleOf(sign, options.palette);
    if (what === "") {
      lines.push(style(fit(`    ${sign} ${name}`, options)));
      part = "";
      continue;
    }
    if (name !== part && name !== "") lines.push(options.palette.bold(fit(`    ${name}`, options)));
    part = name;
    lines.push(...valueLines({ indent: name === "" ? 4 : 6, sign: style(sign), what: sanitize(what) }, {
      values: [from, to].map((value) => value === undefined ? null : sanitize(value)),
      width: options.width ?? Infinity,
    }));
  }
  return lines;
}

/** The item's own differences first, then those of each part, in the order in which the parts first come. */
function grouped(differences: readonly Difference[]): Difference[] {
  const parts = Map.groupBy(differences, ({ part }) => part.join("\0"));
  const own = parts.get("") ?? [];
  parts.delete("");
  return [...own, ...[...parts.values()].flat()];
}

/** `~ what: from → to` on one line, or where that is too narrow on three. */
function valueLines(
  { indent, sign, what }: { indent: number; sign: string; what: string },
  { values, width }: { values: readonly (string | null)[]; width: number },
): string[] {
  const lead = `${" ".repeat(indent)}${sign} `;
  const head = truncate(what, width - indent - 3);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [lead + head];
  const room = width - indent - 2 - cellWidth(head) - 2 - (known.length === 2 ? 3 : 0);
  if (room < 24 && cellWidth(known.join("")) > room) {
    const own = width - indent - 6;
    return [
      `${lead}${head}:`,
      ...known.map((value, i) =>
        `${" ".repeat(indent + 4)}${i === known.length - 1 && values[1] !== null ? "→ " : "  "}${
          truncate(value, own)
        }`
      ),
    ];
  }
  return [`${lead}${head}: ${shares(known, room).join(" → ")}`];
}

/** The values cut to fit side by side: a short one leaves its room to the other. */
function shares(values: readonly string[], room: number): string[] {
  if (values.length < 2) return values.map((value) => truncate(value, room));
  const [a, b] = values.map(cellWidth) as [number, number];
  const half = Math.floor(room / 2);
  const first = a <= half ? a : Math.max(half, room - b);
  return [truncate(values[0] ?? "", first), truncate(values[1] ?? "", room - Math.min(a, first))];
}

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  { title: "added", align: "right", style: (text, palette) => palette.green(text) },
  { title: "removed", align: "right", style: (text, palette) => palette.red(text) },
  { title: "changed", align: "right", style: (text, palette) => palette.yellow(text) },
];

function typeTable({ types }: VaultDiff, options: RenderOptions): string[] {
  const cell = (n: number): string => n === 0 ? "" : count(n);
  const rows = types.map(({ type, added, removed, changed }) => [
    type,
    cell(added),
    cell(removed),
    cell(changed),
  ]);
  return renderTable(COLUMNS, rows, options);
}

function styleOf(sign: "+" | "-" | "~", palette: Palette): Style {
  return sign === "+" ? palette.green : sign === "-" ? palette.red : palette.yellow;
}

function fit(text: string, { width }: RenderOptions): string {
  return width === null ? text : truncate(text, width);
}

/** `2026-01-02 03:04:05` of an ISO time. */
function time(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

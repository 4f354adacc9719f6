/**
 * The changes between two times, for a terminal.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ItemDiff } from "../inspect/diff_moments.ts";
import { authorWords, personWords } from "./author_words.ts";
import { truncate, wrap } from "./cell.ts";
import { headOf } from "./diff_head.ts";
import { type LiveDiff, liveNotes } from "./diff_live.ts";
import { differenceLines, styleOf } from "./difference_lines.ts";
import { count } from "./format.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderTable } from "./table.ts";

const SIGNS = { added: "+", removed: "-", changed: "~" } as const;

/** Returns the lines of the changes; with `stat` only the items. */
export function renderDiff(
  diff: VaultDiff | LiveDiff,
  options: RenderOptions & { stat?: boolean },
): string[] {
  const { palette } = options;
  const lines = headLines(diff, options);
  for (const item of diff.items) {
    const inner = options.stat === true ? [] : item.differences;
    // An empty line separates an item with differences from the others.
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

/**
 * Returns `5 added, 2 changed`, or that nothing changed. If `isWhole` is false, the text applies only to what could be
 * compared.
 */
export function totals({ types }: VaultDiff, { isWhole = true }: { isWhole?: boolean } = {}): string {
  const parts = (["added", "removed", "changed"] as const).flatMap((change) => {
    const n = types.reduce((sum, type) => sum + type[change], 0);
    return n === 0 ? [] : [`${count(n)} ${change}`];
  });
  if (parts.length > 0) return parts.join(", ");
  return isWhole ? "Nothing changed." : "Nothing that could be compared has changed.";
}

function itemLines(item: ItemDiff, options: RenderOptions): string[] {
  const sign = SIGNS[item.change];
  const name = item.name === null || item.name === item.id ? "" : `  ${sanitize(item.name)}`;
  const line = fit(`${sign} ${item.type} ${sanitize(idWords(item))}${name}`, options);
  return [
    styleOf(sign, options.palette)(line),
    ...whoLines(item, timeOf(options)).map((words) =>
      options.palette.dim(fit(`    ${sanitize(words)}`, options))
    ),
  ];
}

/** Returns the id of an item, with its former id if a restore created it again, or with its id in the other vault. */
export function idWords(
  { id, former_id, other_id }: Pick<ItemDiff, "id" | "former_id" | "other_id">,
): string {
  if (other_id !== undefined) return `${id} → ${other_id}`;
  return former_id === undefined ? id : `${former_id} → ${id}`;
}

/** Returns who changed an item. Omitted for a new item without a known author. */
function whoLines(
  { change, by, also_by = [], between }: ItemDiff,
  time: (iso: string) => string,
): string[] {
  if (by === undefined || between === undefined || (by === null && change === "added")) return [];
  const others = also_by.map(personWords);
  return [
    authorWords(by, between, time),
    ...others.length === 0 ? [] : [`changed before that by ${others.join(", ")}`],
  ];
}

/** Returns what is compared, as the first lines. */
function headLines(diff: VaultDiff | LiveDiff, options: RenderOptions): string[] {
  const head = sanitize(headOf(diff, timeOf(options)));
  const lines = options.width === null ? [head] : wrap(head, options.width);
  return lines.map(options.palette.dim);
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

function fit(text: string, { width }: RenderOptions): string {
  return width === null ? text : truncate(text, width);
}

/** Returns a function that formats times for the output. */
function timeOf({ zone }: RenderOptions): (iso: string) => string {
  return (iso) => shownTime(iso, zone);
}

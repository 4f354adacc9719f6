/**
 * The differences of one item, line by line, for `diff` and for the plan of a restore.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { Difference } from "../live/diff/difference.ts";
import { cellWidth, truncate, wrap } from "./cell.ts";
import { phrasesOf } from "./diff_phrase.ts";
import type { Palette, Style } from "./palette.ts";
import type { RenderOptions } from "./render_options.ts";

/** Returns the lines of an item's differences. Differences of a part follow its name. */
export function differenceLines(differences: readonly Difference[], options: RenderOptions): string[] {
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

/** Sorts the item's own differences first, then those of each part, in the order in which the parts first occur. */
function grouped(differences: readonly Difference[]): Difference[] {
  const parts = Map.groupBy(differences, ({ part }) => part.join("\0"));
  const own = parts.get("") ?? [];
  parts.delete("");
  return [...own, ...[...parts.values()].flat()];
}

/** The maximum number of lines of a property's name. */
const NAME_LINES = 6;

/** Returns `~ what: from → to` on one line, or on three if the width is too small. */
function valueLines(
  { indent, sign, what }: { indent: number; sign: string; what: string },
  { values, width }: { values: readonly (string | null)[]; width: number },
): string[] {
  // A property's name is wrapped, not cut, unless it takes more than `NAME_LINES` lines.
  const space = " ".repeat(indent), own = Math.max(10, width - indent - 3);
  const heads = width === Infinity ? [what] : wrap(truncate(what, own * NAME_LINES), own),
    head = heads.at(-1) ?? "";
  const before = heads.slice(0, -1).map((line, i) => `${space}${i === 0 ? sign : " "} ${line}`);
  const lead = `${space}${heads.length === 1 ? sign : " "} `;
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [...before, lead + head];
  const room = width - indent - 2 - cellWidth(head) - 2 - (known.length === 2 ? 3 : 0);
  if (room < 24 && cellWidth(known.join("")) > room) {
    const own = width - indent - 6;
    return [
      ...before,
      `${lead}${head}:`,
      ...fromDifference(known, known.map(() => own)).map((value, i) =>
        `${" ".repeat(indent + 4)}${i === known.length - 1 && values[1] !== null ? "→ " : "  "}${
          truncate(value, own)
        }`
      ),
    ];
  }
  return [...before, `${lead}${head}: ${shares(known, room).join(" → ")}`];
}

/** Cuts values to fit next to each other and to show where they differ. A short value leaves space to the other. */
function shares(values: readonly string[], room: number): string[] {
  if (values.length < 2) return values.map((value) => truncate(value, room));
  const shown = fromDifference(values, widths(values, room)), rooms = widths(shown, room);
  return shown.map((value, i) => truncate(value, rooms[i] ?? 0));
}

function widths(values: readonly string[], room: number): number[] {
  const [a = 0, b = 0] = values.map(cellWidth), half = Math.floor(room / 2);
  const first = a <= half ? a : Math.max(half, room - b);
  return [first, room - Math.min(a, first)];
}

/** The number of characters that are shown before the first difference. */
const CONTEXT = 6;

/** Cuts the start of two values, to shortly before their first difference, if the width would hide the difference. */
function fromDifference(values: readonly string[], rooms: readonly number[]): readonly string[] {
  const [a, b] = values;
  if (a === undefined || b === undefined || a === b) return values;
  let same = 0;
  while (a[same] === b[same]) same++;
  const isHidden = values.some((value, i) =>
    cellWidth(value) > (rooms[i] ?? 0) && cellWidth(value.slice(0, same + 1)) >= (rooms[i] ?? 0)
  );
  let from = same - CONTEXT;
  if (!isHidden || from <= 1) return values;
  if (isLowSurrogate(a.charCodeAt(from))) from--;
  return values.map((value) => `…${value.slice(from)}`);
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Returns the color of an added, removed or changed value. */
export function styleOf(sign: "+" | "-" | "~", palette: Palette): Style {
  return sign === "+" ? palette.green : sign === "-" ? palette.red : palette.yellow;
}

function fit(text: string, { width }: RenderOptions): string {
  return width === null ? text : truncate(text, width);
}

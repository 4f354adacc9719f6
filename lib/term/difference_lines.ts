/**
 * The differences of one item, line by line: for `diff`, and for the plan of a restore.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { Difference } from "../live/diff/difference.ts";
import { cellWidth, truncate, wrap } from "./cell.ts";
import { phrasesOf } from "./diff_phrase.ts";
import type { Palette, Style } from "./palette.ts";
import type { RenderOptions } from "./render_options.ts";

/** The differences of an item, those of a part under its name. */
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

/** The item's own differences first, then those of each part, in the order in which the parts first come. */
function grouped(differences: readonly Difference[]): Difference[] {
  const parts = Map.groupBy(differences, ({ part }) => part.join("\0"));
  const own = parts.get("") ?? [];
  parts.delete("");
  return [...own, ...[...parts.values()].flat()];
}

/** A property's name takes at most this many lines. */
const NAME_LINES = 6;

/** `~ what: from → to` on one line, or where that is too narrow on three. */
function valueLines(
  { indent, sign, what }: { indent: number; sign: string; what: string },
  { values, width }: { values: readonly (string | null)[]; width: number },
): string[] {
  // A property's name is folded, never cut: only one that fills the screen ends early.
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
      ...known.map((value, i) =>
        `${" ".repeat(indent + 4)}${i === known.length - 1 && values[1] !== null ? "→ " : "  "}${
          truncate(value, own)
        }`
      ),
    ];
  }
  return [...before, `${lead}${head}: ${shares(known, room).join(" → ")}`];
}

/** The values cut to fit side by side: a short one leaves its room to the other. */
function shares(values: readonly string[], room: number): string[] {
  if (values.length < 2) return values.map((value) => truncate(value, room));
  const [a, b] = values.map(cellWidth) as [number, number];
  const half = Math.floor(room / 2);
  const first = a <= half ? a : Math.max(half, room - b);
  return [truncate(values[0] ?? "", first), truncate(values[1] ?? "", room - Math.min(a, first))];
}

/** The colour of what came, went or changed. */
export function styleOf(sign: "+" | "-" | "~", palette: Palette): Style {
  return sign === "+" ? palette.green : sign === "-" ? palette.red : palette.yellow;
}

function fit(text: string, { width }: RenderOptions): string {
  return width === null ? text : truncate(text, width);
}

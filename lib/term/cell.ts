/**
 * Text measured in terminal cells: a wide character takes two cells, a combining character none.
 *
 * @module
 */
import stringWidth from "string-width";

const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter();

/** Returns the number of cells that `text` takes, without escape sequences. */
export function cellWidth(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Cuts `text` to at most `width` cells; `…` marks a cut. `text` must not contain escape sequences. */
export function truncate(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  if (width <= 0) return "";
  let cut = "";
  let used = 1;
  for (const { segment } of graphemes.segment(text)) {
    used += cellWidth(segment);
    if (used > width) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Adds spaces to `text` up to `width` cells, on its right, or with `align` right on its left. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - cellWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/**
 * Breaks `text` into lines of at most `width` cells: between words, then between the parts of a path, an address or a
 * property's name. Breaks within a part only if the part alone is wider than a line. Removes only the spaces at a
 * break.
 */
export function wrap(text: string, width: number): string[] {
  if (cellWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (cellWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = pieces(word, width);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line];
}

/** Where a word may be broken: after a separator, or before the start of a part. */
const BREAKS = [/(?<=[/,;|&=])|(?=[@?])/, /(?<=:)|(?=[.[(])/, /(?<=[_-])/];

/** Splits a word into pieces of at most `width` cells, with as few breaks as possible. */
function pieces(word: string, width: number, level = 0): string[] {
  if (cellWidth(word) <= width) return [word];
  const rule = BREAKS[level];
  const atoms = rule === undefined
    ? [...graphemes.segment(word)].map(({ segment }) => segment)
    : word.split(rule).flatMap((atom) => pieces(atom, width, level + 1));
  return packed(atoms, width);
}

/** Joins parts to lines of at most `width` cells. */
function packed(atoms: readonly string[], width: number): string[] {
  const found: string[] = [];
  let last = "";
  for (const atom of atoms) {
    if (last !== "" && cellWidth(last + atom) > width) {
      found.push(last);
      last = atom;
    } else last += atom;
  }
  return [...found, last];
}

/** Breaks a path after its slashes. Breaks within a part only if the part alone is wider than a line. */
export function wrapPath(path: string, width: number): string[] {
  if (cellWidth(path) <= width) return [path];
  return packed(path.split(/(?<=\/)/).flatMap((part) => wrap(part, width)), width);
}

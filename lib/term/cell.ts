/**
 * Text measured in terminal cells: wide characters count two, combining ones none.
 *
 * @module
 */
import stringWidth from "string-width";

const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter();

/** The cells that `text` takes, escape sequences not counted. */
export function cellWidth(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** `text`, which carries no escape sequences, cut to at most `width` cells; `…` says that something was cut. */
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

/** `text` with spaces up to `width` cells, on its right or (`align` right) on its left. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - cellWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/**
 * `text` broken into lines of at most `width` cells: between words, then between the parts of a path, an address or a
 * property's name, and within a part only where it alone is wider than a line. Nothing is lost but the spaces at a break.
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

/** Where a word may be broken: after what ends a part of it, and before what begins one. */
const BREAKS = [/(?<=[/,;|&=])|(?=[@?])/, /(?<=:)|(?=[.[(])/, /(?<=[_-])/];

/** A word in pieces of at most `width` cells, as few as there are breaks for. */
function pieces(word: string, width: number, level = 0): string[] {
  if (cellWidth(word) <= width) return [word];
  const rule = BREAKS[level];
  const atoms = rule === undefined
    ? [...graphemes.segment(word)].map(({ segment }) => segment)
    : word.split(rule).flatMap((atom) => pieces(atom, width, level + 1));
  return packed(atoms, width);
}

/** Parts one after the other, as many in a line as it has room for. */
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

/** A path broken after its slashes, and within a part only where it alone is wider than a line. */
export function wrapPath(path: string, width: number): string[] {
  if (cellWidth(path) <= width) return [path];
  return packed(path.split(/(?<=\/)/).flatMap((part) => wrap(part, width)), width);
}

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

/** `text` broken between words into lines of at most `width` cells; a longer word is cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((word) => pieces(word, width))) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (cellWidth(joined) <= width) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (cellWidth(word) <= width) return [word];
  const found = [""];
  for (const { segment } of graphemes.segment(word)) {
    const last = found.at(-1) ?? "";
    if (last !== "" && cellWidth(last + segment) > width) found.push(segment);
    else found[found.length - 1] = last + segment;
  }
  return found;
}

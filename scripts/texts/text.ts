/**
 * A text without line breaks and comment marks, which still has the line number of each word.
 *
 * @module
 */

/** The kind of a text. */
export type Kind = "prose" | "message" | "comment" | "test name";

/** A paragraph, a message, a comment or the name of a test. */
export interface Text {
  /** The path from the root, or the command of a help text, such as `extract --help`. */
  file: string;
  kind: Kind;
  /** The words, separated by one space. */
  words: string;
  /** The positions in `words` at which the lines of the source begin. */
  lines: readonly { at: number; line: number }[];
}

/** Pieces of a source: the text of each, and its line in the file, from 1. */
export type Pieces = readonly { text: string; line: number }[];

/** Joins pieces to one text, with a space between two pieces unless `tight`. */
export function textOf(
  file: string,
  kind: Kind,
  pieces: Pieces,
  { tight = false }: { tight?: boolean } = {},
): Text {
  const lines: { at: number; line: number }[] = [];
  let words = "";
  for (const piece of pieces) {
    for (const [index, raw] of piece.text.split("\n").entries()) {
      const space = index > 0 || !tight ? " " : "";
      const text = `${space}${raw}`.replaceAll(/\s+/g, " ");
      const added = words === "" || words.endsWith(" ") ? text.trimStart() : text;
      if (added === "") continue;
      lines.push({ at: words.length, line: piece.line + index });
      words += added;
    }
  }
  return { file, kind, words: words.trimEnd(), lines };
}

/** Returns the line in the file for a position in the words. */
export function lineAt({ lines }: Text, at: number): number {
  return lines.findLast((one) => one.at <= at)?.line ?? lines[0]?.line ?? 1;
}

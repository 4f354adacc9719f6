/**
 * A text as a person reads it: without line breaks and marks of comments, and yet with the line of each word.
 *
 * @module
 */

/** What a text is for its reader. */
export type Kind = "prose" | "message" | "comment" | "test name";

/** A paragraph, a message, a comment or a name of a test. */
export interface Text {
  /** Path from the root, or the command whose help it is, such as `extract --help`. */
  file: string;
  kind: Kind;
  /** The words, separated by one space. */
  words: string;
  /** Where the lines of the source begin in `words`. */
  lines: readonly { at: number; line: number }[];
}

/** Pieces of a source: the text of each, and the line at which it is in the file, from 1. */
export type Pieces = readonly { text: string; line: number }[];

/** Puts pieces together to one text; a space stands between two unless `tight`. */
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

/** The line in the file of what is at a place of the words. */
export function lineAt({ lines }: Text, at: number): number {
  return lines.findLast((one) => one.at <= at)?.line ?? lines[0]?.line ?? 1;
}

/**
 * Looks for forbidden phrases in texts.
 *
 * @module
 */
import { lineAt, type Text } from "../texts/text.ts";
import { EXCEPTIONS, FORBIDDEN, type Forbidden } from "./table.ts";

/** A forbidden phrase in a text. */
export interface Hit {
  file: string;
  line: number;
  /** The phrase as it is in the text. */
  found: string;
  /** The words around it. */
  around: string;
  write: string;
}

/** How many characters of the text are shown on each side. */
const AROUND = 40;

/** All forbidden phrases in the texts. */
export function hitsIn(texts: readonly Text[], table: readonly Forbidden[] = FORBIDDEN): Hit[] {
  const rules = table.map(({ phrase, write }) => ({ pattern: new RegExp(`\\b(${phrase})\\b`, "gi"), write }));
  return texts.flatMap((text) =>
    rules.flatMap(({ pattern, write }) =>
      [...text.words.matchAll(pattern)].map(({ 0: found, index }) => ({
        file: text.file,
        line: lineAt(text, index),
        found,
        around: text.words.slice(Math.max(0, index - AROUND), index + found.length + AROUND),
        write,
      }))
    )
  ).filter(({ file, around }) => !EXCEPTIONS.some((one) => one.file.test(file) && one.words.test(around)));
}

/** One line for each, as compilers write them, so that an editor can jump there. */
export function hitLine({ file, line, found, around, write }: Hit): string {
  return `${file}:${line}: "${found}" -> ${write}\n    ${around}`;
}

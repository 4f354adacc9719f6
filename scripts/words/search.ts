/**
 * Searches texts for forbidden phrases.
 *
 * @module
 */
import { lineAt, type Text } from "../texts/text.ts";
import { EXCEPTIONS, FORBIDDEN, type Forbidden } from "./table.ts";

/** A forbidden phrase in a text. */
export interface Hit {
  file: string;
  line: number;
  /** The phrase as in the text. */
  found: string;
  /** The words around it. */
  around: string;
  write: string;
}

/** The number of characters of the text to show on each side. */
const AROUND = 40;

/** Returns all forbidden phrases in the texts. */
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

/** Formats a hit as compilers do, so that an editor can jump to it. */
export function hitLine({ file, line, found, around, write }: Hit): string {
  return `${file}:${line}: "${found}" -> ${write}\n    ${around}`;
}

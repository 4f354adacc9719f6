/**
 * The sentences of a text. Pure.
 *
 * @module
 */
import type { Text } from "./text.ts";

/** A sentence and where it begins in its text. */
export interface Sentence {
  words: string;
  at: number;
  text: Text;
}

/** What ends a sentence: a point before a capital, a bracket or a quotation mark. */
const END = /(?<=[.!?:]["')\]*_`]*)\s+(?=["'([*_`]*[\p{Lu}\d])/u;

/** Statements of SQL and names of properties are read by programs. */
const FOR_PROGRAMS =
  /^(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA|BEGIN|ALTER|DROP|FROM|WHERE|AND|ORDER|JOIN)\b/;

/** All of three words or more. */
export function sentencesOf(text: Text): Sentence[] {
  const found: Sentence[] = [];
  let at = 0;
  for (const words of text.words.split(END)) {
    const start = text.words.indexOf(words, at);
    at = start + words.length;
    const isRead = (words.match(/\p{L}{2,}/gu) ?? []).length >= 3 && !FOR_PROGRAMS.test(words);
    if (isRead) found.push({ words, at: start, text });
  }
  return found;
}

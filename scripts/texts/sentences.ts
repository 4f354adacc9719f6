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

/** Statements of SQL, comments for tests and command lines are no sentences. */
const NO_SENTENCE =
  /\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|ALTER|FROM|WHERE|ORDER BY|JOIN|VALUES)\b|^AND |^<[!\w]|^(Usage: )?lookervault |^[$"{]/;
/** Where the words of a comment end and its tags begin. */
const TAGS = /\s@(module|throws|param|returns)\b.*$/;

/** All of four words or more. */
export function sentencesOf(text: Text): Sentence[] {
  const found: Sentence[] = [];
  let at = 0;
  for (const words of text.words.replace(TAGS, "").split(END)) {
    const start = text.words.indexOf(words, at);
    at = start + words.length;
    const isRead = (words.match(/\p{L}{2,}/gu) ?? []).length >= 4 && !NO_SENTENCE.test(words);
    if (isRead) found.push({ words, at: start, text });
  }
  return found;
}

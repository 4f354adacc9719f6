/**
 * The sentences of a text. Pure.
 *
 * @module
 */
import type { Text } from "./text.ts";

/** A sentence and its position in its text. */
export interface Sentence {
  words: string;
  at: number;
  text: Text;
}

/** The end of a sentence: punctuation before a capital letter, a digit, a bracket or a quotation mark. */
const END = /(?<=[.!?:]["')\]*_`]*)\s+(?=["'([*_`]*[\p{Lu}\d])/u;

/** Matches SQL statements, tags and command lines, which are not sentences. */
const NO_SENTENCE =
  /\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|ALTER|FROM|WHERE|ORDER BY|JOIN|VALUES)\b|^AND |^<[!\w]|^(Usage: )?lookervault |^[$"{]/;
/** The tags at the end of a comment. */
const TAGS = /\s@(module|throws|param|returns)\b.*$/;

/** Returns all sentences of at least four words. */
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

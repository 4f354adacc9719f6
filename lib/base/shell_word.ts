/**
 * Quotes words for a shell. Pure.
 *
 * @module
 */

/** Returns a text that a POSIX shell reads as the single word `word`, in single quotes where needed. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

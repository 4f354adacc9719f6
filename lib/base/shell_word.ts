/**
 * Words as a shell reads them. Pure.
 *
 * @module
 */

/** A word that a POSIX shell takes for one and leaves as it is: in single quotes where it has to be. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

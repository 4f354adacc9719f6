/**
 * Quotes words for a shell. Pure.
 *
 * @module
 */

/** Characters that a terminal interprets or does not show. Some turn the direction of the text around. */
// deno-lint-ignore no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * Returns a text that a POSIX shell reads as the single word `word`: in single quotes where needed. A word with control
 * or invisible characters is written with escape sequences, as `$'...'`, so that what is printed is what runs.
 */
export function shellWord(word: string): string {
  if (/^[\w./:=,@%+-]+$/.test(word)) return word;
  if (!UNSEEN.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  let text = "$'";
  for (const character of word) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "'" || character === "\\") text += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) text += character;
    else text += [...new TextEncoder().encode(character)].map(escaped).join("");
  }
  return `${text}'`;
}

/** Octal with three digits: unlike `\x`, a digit that follows cannot become part of it. */
function escaped(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}

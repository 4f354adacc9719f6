/**
 * Makes foreign texts safe to show, so that they cannot pose as something else. Pure.
 *
 * @module
 */

// deno-lint-ignore no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text in which control characters, and characters that turn the direction of writing or are not seen, are shown. */
export function plain(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The same for texts of several lines: line breaks and tabs stay. */
export function plainLines(text: string): string {
  return text.replace(HIDDEN, (character) => /[\n\t]/.test(character) ? character : plain(character));
}

/** A name, or what is where there is none. */
export function titleText(name: string): string {
  return plain(name.trim()) || "(no title)";
}

/**
 * Makes texts from Looker safe to show, so that they cannot imitate other content. Pure.
 *
 * @module
 */

// deno-lint-ignore no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes control characters, invisible characters and characters that change the text direction visible. */
export function plain(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Does the same for texts with several lines: line breaks and tabs stay unchanged. */
export function plainLines(text: string): string {
  return text.replace(HIDDEN, (character) => /[\n\t]/.test(character) ? character : plain(character));
}

/** Returns a name, or a placeholder if it is empty. */
export function titleText(name: string): string {
  return plain(name.trim()) || "(no title)";
}

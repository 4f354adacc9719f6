/**
 * Names and other texts in messages. Pure.
 *
 * @module
 */
import { sanitize } from "./log.ts";

/**
 * Returns a text in double quotes, on one line: `"Revenue"`. `"` and `\` get a backslash, so that the end of the text is
 * clear whatever it contains, and control characters are escapes such as `\n`.
 */
export function quoted(text: string): string {
  return `"${sanitize(text.replace(/["\\]/g, "\\$&"))}"`;
}

/** Returns the text between quotes of {@linkcode quoted}, without its escapes. */
export function withoutEscapes(text: string): string {
  return text.replace(
    /\\(?:(["\\])|([nrt])|x([0-9a-f]{2})|u([0-9a-f]{4}))/g,
    (_all, plain?: string, named?: string, short?: string, long?: string) =>
      plain ??
        (named === undefined
          ? String.fromCharCode(parseInt(short ?? long ?? "", 16))
          : { n: "\n", r: "\r", t: "\t" }[named] ?? ""),
  );
}

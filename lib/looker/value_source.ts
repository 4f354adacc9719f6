/**
 * The source of a user's value of an attribute. The API returns it as a text, and no spec lists the texts
 * (specs/looker-behaviour.md).
 *
 * @module
 */

/** Where a value is set: for the user, for a group, as the attribute's default, in Looker itself, or not at all. */
export type ValueSource = "user" | "group" | "default" | "system" | "none";

/** The texts in recorded responses, and the texts of older releases, in lower case. */
const WORDS: ReadonlyMap<string, ValueSource> = new Map([
  ["user setting", "user"],
  ["user", "user"],
  ["default", "default"],
  ["system setting", "system"],
  ["system", "system"],
  ["no value", "none"],
  ["", "none"],
]);

/** Matches the value of a group. The text can continue with the name of the group. */
const GROUP = /^groups?(?![a-z0-9_])/i;

/**
 * Returns the meaning of a `source`; null for an unknown text. An unknown text is reported, and never treated as a
 * similar one.
 */
export function valueSource(word: string | null | undefined): ValueSource | null {
  const text = (word ?? "").trim().toLowerCase();
  return WORDS.get(text) ?? (GROUP.test(text) ? "group" : null);
}

/**
 * The source of a user's value of an attribute. The API names it in words, which no spec lists
 * (specs/looker-behaviour.md).
 *
 * @module
 */

/** Where a value is: at the user, at a group, nowhere but in the attribute's default, in Looker itself; or nobody has one. */
export type ValueSource = "user" | "group" | "default" | "system" | "none";

/** The words that were recorded, and those of older releases, in lower case. */
const WORDS: ReadonlyMap<string, ValueSource> = new Map([
  ["user setting", "user"],
  ["user", "user"],
  ["default", "default"],
  ["system setting", "system"],
  ["system", "system"],
  ["no value", "none"],
  ["", "none"],
]);

/** A group's value, whose word can continue with the group's name. */
const GROUP = /^groups?(?![a-z0-9_])/i;

/** What a `source` says; null for a word that is unknown: it is reported, never taken for the nearest. */
export function valueSource(word: string | null | undefined): ValueSource | null {
  const text = (word ?? "").trim().toLowerCase();
  return WORDS.get(text) ?? (GROUP.test(text) ? "group" : null);
}

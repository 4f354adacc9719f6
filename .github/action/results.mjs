// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript, for the runner's Node: the types are in JSDoc
/**
 * Reads the output of `lookervault --json` from the files of a run.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** @typedef {Readonly<Record<string, unknown>>} Fields */

/**
 * Returns the JSON output of a command; `null` if it printed none, for example because it was killed.
 *
 * @param {string} directory
 * @param {"extract" | "verify" | "list" | "push"} command
 * @returns {Fields | null}
 */
export function result(directory, command) {
  try {
    const value = JSON.parse(readFileSync(`${directory}/${command}.json`, "utf8"));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Returns the objects of the list under a key.
 *
 * @param {Fields | null} fields
 * @param {string} key
 * @returns {Fields[]}
 */
export function list(fields, key) {
  const value = fields?.[key];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/**
 * Returns the object under a key.
 *
 * @param {Fields | null} fields
 * @param {string} key
 * @returns {Fields | null}
 */
export function inner(fields, key) {
  const value = fields?.[key];
  return isFields(value) ? value : null;
}

/**
 * @param {unknown} value
 * @returns {value is Fields}
 */
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

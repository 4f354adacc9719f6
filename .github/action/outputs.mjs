// @ts-check
/**
 * Prints the outputs `status` and `session-id` of a run, for `$GITHUB_OUTPUT`. Prints only plain words.
 *
 * @module
 */
import process from "node:process";
import { result } from "./results.mjs";

const extract = result(process.argv[2] ?? ".", "extract");
process.stdout.write(`status=${word(extract?.["status"], "failed")}\n`);
process.stdout.write(`session-id=${word(extract?.["session_id"], "")}\n`);

/**
 * @param {unknown} value
 * @param {string} otherwise
 */
function word(value, otherwise) {
  return typeof value === "string" && /^[\w:.-]+$/.test(value) ? value : otherwise;
}

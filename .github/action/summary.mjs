// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript, for the runner's Node: the types are in JSDoc
/**
 * Creates the summary of a run in Markdown, for the page of a job. Texts of Looker's users are in code spans, so that they
 * cannot become mentions, links, pictures, tables, formulas or HTML.
 *
 * @module
 */
import { inner, list } from "./results.mjs";

/** @typedef {import("./results.mjs").Fields} Fields */

/**
 * @typedef {object} Run
 * @property {Fields | null} extract What `extract --json` printed.
 * @property {Fields | null} verify What `verify --json` printed.
 * @property {string} extractCode The exit code of `extract`; empty if it did not run.
 * @property {string} verifyCode The exit code of `verify`; empty if it did not run.

 * @property {string} kept A sentence that says where the vault is kept.
 */

/** The maximum number of errors and problems to show. A summary can have up to 1 MB. */
const SHOWN = 50;
/** The maximum number of characters of a text. */
const LENGTH = 300;
/** A word in lower case, or a short number: GitHub does not interpret it. */
const HARMLESS = /^([a-z]{1,20}(_[a-z]{1,20}){0,3}|\d{1,6})$/;
/** A text that GitHub could treat as a commit. */
const COMMIT = /^[0-9a-f]{7,}$/;
// Control characters, line separators, halves of surrogate pairs, and marks that change the direction of writing.
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
  * Returns the summary of a run.

 *
 * @param {Run} run
 * @returns {string}
 */
export function summary({ extract, verify, extractCode, verifyCode, kept }) {
  return [
    `## Looker backup: ${
      extractCode === ""
        ? "not run"
        : extract?.["status"] === undefined
        ? "no result"
        : plain(extract["status"])
    }`,
    ...about(extract, extractCode),
    ...failure(extract),
    ...types(extract),
    ...errors(extract),
    ...warnings(extract),
    ...verification(verify, verifyCode),
    `**Vault:** ${kept}`,
  ].join("\n\n") + "\n";
}

/**
 * Returns a text of unknown origin as a code span, in which GitHub interprets nothing. A word or a short number is
 * returned unchanged.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function plain(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  if (typeof value === "number" || (HARMLESS.test(text) && !COMMIT.test(text))) return text;
  const characters = [...text];
  const cut = characters.length > LENGTH ? `${characters.slice(0, LENGTH).join("")}…` : text;
  const shown = cut.replace(INVISIBLE, (each) => `\\u{${each.codePointAt(0)?.toString(16)}}`);
  if (shown.trim() === "") return "";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * @param {Fields | null} extract
 * @param {string} code
 * @returns {string[]}
 */
function about(extract, code) {
  if (extract === null || extract["session_id"] === undefined) {
    return code === "" ? [] : [`Exit code ${plain(code)}.`];
  }
  const facts = [
    ["Instance", extract["instance"]],
    ["Looker", extract["looker_version"]],
    ["Session", extract["session_id"]],
    ["Mode", extract["mode"]],
    ["Calls", extract["calls"]],
    ["Seconds", extract["duration_seconds"]],
    ["Vault", megabytes(extract["vault_bytes"])],
    ["Exit code", code],
  ];
  return [table(facts.map(([name]) => String(name)), [facts.map(([, value]) => value)])];
}

/** @param {unknown} bytes */
function megabytes(bytes) {
  return typeof bytes === "number" ? `${(bytes / 1e6).toFixed(1)} MB` : null;
}

/**
 * @param {Fields | null} fields
 * @returns {string[]}
 */
function failure(fields) {
  const error = inner(fields, "error");
  if (error === null) return [];
  const hint = typeof error["hint"] === "string" ? ` ${plain(error["hint"])}` : "";
  return [`**Failed:** ${plain(error["message"])}.${hint}`];
}

const COLUMNS = ["type", "listed", "stored", "new", "updated", "unchanged", "deleted", "failed", "note"];

/**
 * @param {Fields | null} extract
 * @returns {string[]}
 */
function types(extract) {
  const lines = list(extract, "types");
  const totals = inner(extract, "totals");
  if (totals === null) return [];
  const rows = [...lines, { ...totals, type: "all" }].map((line) => COLUMNS.map((column) => line[column]));
  return [table(COLUMNS, rows)];
}

/**
 * @param {Fields | null} extract
 * @returns {string[]}
 */
function errors(extract) {
  const found = list(extract, "errors");
  if (found.length === 0) return [];
  const columns = ["type", "id", "operation", "status", "message"];
  return [
    `### Not captured: ${found.length}`,
    table(columns, found.slice(0, SHOWN).map((error) => columns.map((column) => error[column]))),
    ...more(found.length),
  ];
}

/**
 * @param {Fields | null} extract
 * @returns {string[]}
 */
function warnings(extract) {
  const found = extract?.["warnings"];
  if (!Array.isArray(found) || found.length === 0) return [];
  return [
    "### Warnings",
    found.slice(0, SHOWN).map((warning) => `- ${plain(warning)}`).join("\n"),
    ...more(found.length),
  ];
}

/**
 * @param {Fields | null} verify
 * @param {string} code
 * @returns {string[]}
 */
function verification(verify, code) {
  if (code === "") return ["**Verified:** no, because there is no vault."];
  if (verify === null || verify["checked"] === undefined) {
    return [`**Verified:** no, verify ended with exit code ${plain(code)}.`, ...failure(verify)];
  }
  const { checked, invalid } = verify;
  const problems = list(verify, "problems");
  if (code === "0") return [`**Verified:** ${plain(checked)} items and versions, all intact.`];
  const columns = ["type", "id", "problem"];
  return [
    `**Verified:** ${plain(checked)} items and versions, ${plain(invalid)} damaged (exit code ${
      plain(code)
    }).`,
    table(columns, problems.slice(0, SHOWN).map((problem) => columns.map((column) => problem[column]))),
    ...more(problems.length),
  ];
}

/**
 * @param {number} count
 * @returns {string[]}
 */
function more(count) {
  return count > SHOWN ? [`… and ${count - SHOWN} more.`] : [];
}

/**
 * @param {readonly string[]} columns
 * @param {readonly (readonly unknown[])[]} rows
 * @returns {string}
 */
function table(columns, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const cell = (/** @type {unknown} */ value) =>
    value === null || value === undefined ? "" : plain(value).replaceAll("|", "\\|");
  return [line(columns), line(columns.map(() => "---")), ...rows.map((row) => line(row.map(cell)))].join(
    "\n",
  );
}

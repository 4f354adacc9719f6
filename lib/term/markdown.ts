/**
 * Writes external text in Markdown, in code spans, where none of it is markup.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";

/**
 * Returns a text as a code span on one line. No mention, link, picture, HTML or formula in it is rendered. The fence is
 * longer than any run of backticks in the text.
 */
export function codeSpan(text: string): string {
  const shown = sanitize(text);
  // A code span cannot be empty, and a text of only blanks is not a code span.
  if (shown.trim() === "") return shown === "" ? "_(empty)_" : "_(blank)_";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // Markdown removes a blank at either end if both ends have one.
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Returns {@linkcode codeSpan} for a cell of a table, in which a bar would end the cell. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll("|", "\\|");
}

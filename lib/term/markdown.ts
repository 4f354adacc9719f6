/**
 * Foreign text in Markdown: in code spans, where nothing of it means anything.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";

/**
 * A text as a code span: one line, and no mention, link, picture, HTML or formula of it comes alive. Its fence is longer
 * than any run of backticks in it.
 */
export function codeSpan(text: string): string {
  const shown = sanitize(text);
  // A code span cannot be empty, and of blanks alone it is none.
  if (shown.trim() === "") return shown === "" ? "_(empty)_" : "_(blank)_";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // A blank at either end is taken off where both ends have one.
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** {@linkcode codeSpan} in a cell of a table, in which a bar would end the cell. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll("|", "\\|");
}

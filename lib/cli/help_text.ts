/**
 * Help texts that fit the terminal: each paragraph is wrapped once, and command lines are not wrapped. Pure.
 *
 * @module
 */
import { wrap } from "../term/cell.ts";

/** A text whose lines within a paragraph are one: whoever shows it folds it. Empty lines and indented ones stay. */
export function unfolded(text: string): string {
  return text.replaceAll(/(\S)\n(?=\S)/g, "$1 ");
}

/** Cells of help texts where nothing is known of the terminal. */
const USUAL = 80;

/** The cells into which a command's help is to fit. */
export function helpWidth(command: { configureOutput(): { getOutHelpWidth?(): number } }): number {
  return command.configureOutput().getOutHelpWidth?.() ?? USUAL;
}

/** What follows a help text, in lines that fit: prose, comments and meanings of codes are folded, what is typed is not. */
export function folded(text: string, width: number): string {
  return text.split("\n").flatMap((line) => {
    const [lead = "", indent = "", mark] = /^(\s*)(# |\d+ +)?/.exec(line) ?? [];
    if (line.length <= width || (indent !== "" && mark === undefined)) return [line];
    const further = mark === "# " ? lead : " ".repeat(lead.length);
    return wrap(line.slice(lead.length), Math.max(10, width - lead.length)).map((part, i) =>
      (i === 0 ? lead : further) + part
    );
  }).join("\n");
}

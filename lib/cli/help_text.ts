/**
 * Help texts that fit the terminal: paragraphs are wrapped, command lines are not. Pure.
 *
 * @module
 */
import { wrap } from "../term/cell.ts";

/** Joins the lines of each paragraph, so that the text can be wrapped later. Empty and indented lines stay. */
export function unfolded(text: string): string {
  return text.replaceAll(/(\S)\n(?=\S)/g, "$1 ");
}

/** The width of help texts if the width of the terminal is unknown, in cells. */
const USUAL = 80;

/** Returns the width for a command's help, in cells. */
export function helpWidth(command: { configureOutput(): { getOutHelpWidth?(): number } }): number {
  return command.configureOutput().getOutHelpWidth?.() ?? USUAL;
}

/**
 * Wraps the text that follows a command's help. Prose, comments and meanings of exit codes are wrapped, command lines
 * are not.
 */
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

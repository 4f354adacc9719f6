/**
 * The help of every command, as `--help` prints it on a very wide terminal: one line for each option or paragraph.
 *
 * @module
 */
import type { Command } from "commander";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { type Text, textOf } from "./text.ts";

/** A width that no line reaches. */
const WIDTH = 5000;

/** Returns the help of every command by its words, such as `restore single`. The key of the program is empty. */
export function helpPages(): Map<string, string> {
  const pages = new Map<string, string>();
  let page = "";
  const program = commandTree(() => Promise.resolve(), COMMANDS, {
    writeOut: (text) => void (page += text),
    writeErr: () => {},
    getOutHelpWidth: () => WIDTH,
    getErrHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  const add = (command: Command, path: readonly string[]): void => {
    page = "";
    command.outputHelp();
    pages.set(path.join(" "), page);
    for (const below of command.commands) add(below, [...path, below.name()]);
  };
  add(program, []);
  return pages;
}

/** Returns the lines of all help pages. Options that every command has occur only once. */
export function helpTexts(): Text[] {
  const seen = new Set<string>();
  return [...helpPages()].flatMap(([name, page]) =>
    page.split("\n").flatMap((text, index) => {
      if (!/\p{L}/u.test(text) || seen.has(text)) return [];
      seen.add(text);
      return [textOf(`lookervault ${name} --help`.replace("  ", " "), "prose", [{ text, line: index + 1 }])];
    })
  );
}

/**
 * The help of every command, as `--help` prints it on a very wide terminal: one line an option or a paragraph.
 *
 * @module
 */
import type { Command } from "commander";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { type Text, textOf } from "./text.ts";

/** Wider than any line. */
const WIDTH = 5000;

/** The help of every command by its words, such as `restore single`; that of the program is ``. */
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

/** The lines of all of them; those of the options that every command has, once. */
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

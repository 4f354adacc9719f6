/**
 * The frame of every command: its options, and a help text that ends with examples and exit codes.
 *
 * @module
 */
import { Command } from "@commander-js/extra-typings";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandContext } from "./command_context.ts";
import type { Ending } from "./ending.ts";
import { folded, helpWidth } from "./help_text.ts";

/** Runs a command's work with a session; the program keeps the exit code. */
export type Runner = (
  command: CommandUnknownOpts,
  work: (context: CommandContext) => Promise<Ending>,
) => Promise<void>;

/** Makes a command. One of these is all the program knows of one. */
export type CommandFactory = (run: Runner) => CommandUnknownOpts;

/** What every command says of itself. */
export interface CommandHelp {
  /** One line. */
  summary: string;
  /** What it does, for its own help; may have several lines. */
  description?: string;
  /** Command line and what it does. */
  examples: readonly (readonly [string, string])[];
  exits: readonly (keyof typeof MEANINGS)[];
  /** Exit codes that mean something of the command's own. */
  meanings?: Partial<Record<keyof typeof MEANINGS, string>>;
}

const MEANINGS = {
  0: "all done",
  1: "unexpected error",
  2: "wrong usage or configuration",
  3: "Looker is unreachable, refused the login, or stopped answering",
  4: "partial: finished, but the items named above could not be captured",
  5: "the vault is damaged",
  6: "the vault is in use by another run",
  7: "differences were found (only with --exit-code)",
  130: "interrupted; rerun the same command to resume",
} as const;

const HELPS = new WeakMap<object, CommandHelp>();

/** A new command of that name. */
export function command(name: string, help: CommandHelp): Command {
  const made = new Command(name)
    .summary(help.summary)
    .description(unwrapped(help.description ?? help.summary))
    .addHelpText("after", (shown) => `\n${folded(helpTail(help), helpWidth(shown.command))}`);
  HELPS.set(made, help);
  return made;
}

/** A text whose lines are broken by the terminal's width alone; an empty line stays one. */
function unwrapped(text: string): string {
  return text.replace(/(?<=\S)[ ]?\n(?=\S)/g, " ");
}

/** What a command says of itself; undefined for those that only have others below them. */
export function helpOf(command: object): CommandHelp | undefined {
  return HELPS.get(command);
}

/** The exit codes of a command with what they mean; without one those of the program. */
export function exitCodes(help?: Pick<CommandHelp, "exits" | "meanings">): [code: number, meaning: string][] {
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 130] as const;
  return (help?.exits ?? all).map((code) => [code, help?.meanings?.[code] ?? MEANINGS[code]]);
}

function helpTail(help: CommandHelp): string {
  const shown = help.examples.flatMap(([line, what]) => [`  # ${what}`, `  lookervault ${line}`]);
  const codes = exitCodes(help).map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`);
  return ["Examples:", ...shown, "", "Exit codes:", ...codes].join("\n");
}

/**
 * The base of every command: its options, and a help text that ends with examples and exit codes.
 *
 * @module
 */
import { Command } from "@commander-js/extra-typings";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandContext } from "./command_context.ts";
import type { Ending } from "./ending.ts";
import { folded, helpWidth } from "./help_text.ts";

/** Runs a command's work with a context. The program stores the exit code. */
export type Runner = (
  command: CommandUnknownOpts,
  work: (context: CommandContext) => Promise<Ending>,
) => Promise<void>;

/** Creates a command. The program knows each command only by its factory. */
export type CommandFactory = (run: Runner) => CommandUnknownOpts;

/** The help of a command. */
export interface CommandHelp {
  /** A summary of one line. */
  summary: string;
  /** The description in the command's own help. May have several lines. */
  description?: string;
  /** Command lines, each with an explanation. */
  examples: readonly (readonly [string, string])[];
  exits: readonly (keyof typeof MEANINGS)[];
  /** Exit codes that have a special meaning for this command. */
  meanings?: Partial<Record<keyof typeof MEANINGS, string>>;
}

const MEANINGS = {
  0: "all done",
  1: "unexpected error",
  2: "wrong usage or configuration",
  3: "Looker is unreachable, refused the login, or stopped responding",
  4: "partial: finished, but some items, which are named, could not be captured",
  5: "the vault is damaged",
  6: "the vault is in use by another run",
  7: "differences were found (only with --exit-code)",
  130: "interrupted",
} as const;

const HELPS = new WeakMap<object, CommandHelp>();

/** Creates a command with a name and help. */
export function command(name: string, help: CommandHelp): Command {
  const made = new Command(name)
    .summary(help.summary)
    .description(unwrapped(help.description ?? help.summary))
    .addHelpText("after", (shown) => `\n${folded(helpTail(help), helpWidth(shown.command))}`);
  HELPS.set(made, help);
  return made;
}

/** Joins the lines of each paragraph. Empty lines stay. */
function unwrapped(text: string): string {
  return text.replace(/(?<=\S)[ ]?\n(?=\S)/g, " ");
}

/** Returns the help of a command. Undefined for a command that only has subcommands. */
export function helpOf(command: object): CommandHelp | undefined {
  return HELPS.get(command);
}

/**
 * Returns the exit codes of a command with their meanings. Without an argument, returns all exit codes of the program.
 */
export function exitCodes(help?: Pick<CommandHelp, "exits" | "meanings">): [code: number, meaning: string][] {
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 130] as const;
  return (help?.exits ?? all).map((code) => [code, help?.meanings?.[code] ?? MEANINGS[code]]);
}

function helpTail(help: CommandHelp): string {
  const shown = help.examples.flatMap(([line, what]) => [`  # ${what}`, `  lookervault ${line}`]);
  const codes = exitCodes(help).map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`);
  return ["Examples:", ...shown, "", "Exit codes:", ...codes].join("\n");
}

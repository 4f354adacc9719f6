/**
 * The tree of commands. The program runs it, and completions and the manual are built from it.
 *
 * @module
 */
import { Command, type OutputConfiguration } from "commander";
import type { CommandFactory, Runner } from "./command.ts";
import { folded, helpWidth, unfolded } from "./help_text.ts";
import { addGlobalOptions } from "./globals.ts";
import { versionLine } from "./version.ts";

/**
 * Creates the program with all its commands. The actions of the commands call `run`. Errors are thrown, and all output
 * uses `output`.
 */
export function commandTree(
  run: Runner,
  commands: readonly CommandFactory[],
  output: OutputConfiguration,
): Command {
  const program = new Command("lookervault")
    .description(
      "The undo button for Looker: backs up a Looker instance into one file, and restores from it.",
    )
    .usage("[global options] <command> [arguments] [options]")
    .version(versionLine(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", HELP_SUMMARY)
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 12 })
    .configureOutput(output)
    .exitOverride()
    .addHelpText("after", ({ command }) => folded(PROGRAM_HELP, helpWidth(command)));
  addGlobalOptions(program);
  for (const factory of commands) {
    const command = factory(run) as unknown as Command;
    inheritSettings(command, program);
    program.addCommand(command);
  }
  return program;
}

/** Applies the streams, help and error settings of the program to a command and all its subcommands. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent).exitOverride().description(unfolded(command.description()));
  if (command.commands.length > 0) command.helpCommand("help [command]", HELP_SUMMARY);
  for (const below of command.commands) inheritSettings(below, command);
}

const HELP_SUMMARY = "print the help of a command";

const PROGRAM_HELP = `
Start with:
  lookervault init
  lookervault extract --dry-run
  lookervault extract

lookervault <command> --help shows a command's options, examples and exit codes.`;

/**
 * Runs the command line: commander with the streams, errors and exit codes of lookervault.
 *
 * @module
 */
import { type Command, CommanderError } from "commander";
import type { Clock } from "../base/clock.ts";
import { EXIT, type ExitCode, UsageError } from "../base/errors.ts";
import type { Io } from "../base/io.ts";
import { createRedactor, type Redactor } from "../base/log.ts";
import { processSandbox, type Sandbox } from "../base/sandbox.ts";
import { listenForInterrupt, type SignalSource } from "../base/signals.ts";
import { GRANTS } from "./build.ts";
import type { CommandFactory, Runner } from "./command.ts";
import type { CommandContext, CommandContextOptions } from "./command_context.ts";
import { logFailure, logReason } from "./command_failure.ts";
import { commandTree } from "./command_tree.ts";
import { COMMANDS } from "./commands.ts";
import { documentText } from "./document_text.ts";
import { exitOf } from "./ending.ts";
import { readGlobals, scanArgs } from "./globals.ts";
import { meantWords } from "./meant_words.ts";
import { versionInfo } from "./version.ts";

/** The environment of the program. */
export interface ProgramOptions {
  io: Io;
  clock: Clock;
  /** Ends the process immediately. */
  leave: (code: number) => void;
  commands?: readonly CommandFactory[];
  /** For tests. */
  signals?: SignalSource;
  /** For tests: gives up permissions. */
  sandbox?: Sandbox;
  /** For tests: the machine's time zone. */
  zone?: string;
}

/** Parses the command line and runs its command. Never throws: every error becomes a message and an exit code. */
export async function runProgram(options: ProgramOptions): Promise<ExitCode> {
  const redactor = createRedactor();
  const run: Outcome = { exit: EXIT.ok, help: "", ran: null };
  const program = buildProgram(options, redactor, run);
  const scanned = scanArgs(options.io.args, program.commands);
  try {
    await program.parseAsync([...meantWords(program, options.io.args)], { from: "user" });
    return run.exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return showHelp(error, options.io, scanned.json, run.help);
    }
    const command = run.ran ?? scanned.command;
    const meant = error instanceof CommanderError && MISUNDERSTOOD.includes(error.code)
      ? (await import("./meant_line.ts")).meantLine(program, options.io.args)
      : null;
    return await report(commandLineError(error, { name: command, meant }), options, redactor, {
      ...scanned,
      command,
    });
  }
}

/** The error codes of commander about arguments, not about options. */
const MISUNDERSTOOD: readonly string[] = [
  "commander.unknownCommand",
  "commander.excessArguments",
  "commander.missingArgument",
];

/** The result of a command line. */
interface Outcome {
  exit: ExitCode;
  help: string;
  /** The full name of the command that ran, such as `restore dlq list`. */
  ran: string | null;
}

function buildProgram(
  { io, clock, leave, commands = COMMANDS, signals, sandbox = processSandbox(GRANTS), zone }: ProgramOptions,
  redactor: Redactor,
  outcome: { exit: ExitCode; help: string },
): Command {
  const run: Runner = async (command, work) => {
    const { createCommandContext } = await import("./command_context.ts");
    const globals = readGlobals(command.optsWithGlobals());
    let context: CommandContext | null = null;
    using interrupt = listenForInterrupt({
      now() {
        context?.screen.clear();
        leave(EXIT.interrupted);
      },
      ...(signals && { source: signals }),
    });
    const { signal } = interrupt;
    const open = (more: Partial<CommandContextOptions>): CommandContext =>
      context = createCommandContext({
        io,
        clock,
        globals,
        redactor,
        sandbox,
        signal,
        command: fullName(command),
        ...(zone !== undefined && { zone }),
        // In a test, the command must not end the process.
        ...(signals === undefined && {
          watch: async (words) => await (await import("../base/watchdog.ts")).startWatchdog(interrupt, words),
        }),
        ...more,
      });
    if (globals.allProfiles) {
      const { runForAll } = await import("./all_profiles.ts");
      const options = command.opts() as Record<string, unknown>;
      outcome.exit = await runForAll(work, {
        command: fullName(command),
        globals,
        options,
        io,
        sandbox,
        open,
      });
      return;
    }
    using only = open({});
    const ending = await work(only);
    outcome.exit = exitOf(ending);
    // The reason for the exit code must be on stderr, even if it is also on stdout.
    if (typeof ending !== "number" && !ending.said) logReason(ending.reason, ending.hint, only);
  };
  return commandTree(run, commands, {
    writeOut: (text) => void (outcome.help += text),
    writeErr: () => {},
    outputError: () => {},
    getOutHelpWidth: () => io.stdout.columns() ?? 100,
    getErrHelpWidth: () => io.stderr.columns() ?? 100,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    stripColor: (text) => text,
  });
}

/** The parts of a command that its full name needs. */
interface Named {
  name(): string;
  parent: Named | null;
}

/** Returns the full name of a command, such as `restore dlq list`. */
function fullName(command: Named): string {
  const above = command.parent;
  return above === null || above.parent === null ? command.name() : `${fullName(above)} ${command.name()}`;
}

/** Prints help or the version as text, or with `--json` as one document. */
function showHelp(error: CommanderError, { stdout }: Io, json: boolean, text: string): ExitCode {
  if (!json) stdout.write(text);
  else if (error.code === "commander.version") {
    stdout.write(documentText({ command: "version", ...versionInfo() }, stdout));
  } else stdout.write(documentText({ command: "help", text }, stdout));
  return EXIT.ok;
}

/**
 * Converts an error of commander to a {@linkcode UsageError}, and returns other errors unchanged. `name` is the name of
 * the command, if one was recognized. `meant` is the command line that the user most likely meant.
 */
function commandLineError(
  error: unknown,
  { name, meant }: { name: string | null; meant: string | null },
): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === "commander.help") {
    const what = name === null ? "lookervault" : `lookervault ${name}`;
    return new UsageError(`Cannot run ${what}: no command is given`, {
      hint: `Run ${what} --help to see the commands.`,
    });
  }
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = meant === null ? rest.join(" ").replace(/^\(|\)$/g, "") : `Did you mean \`${meant}\`?`;
  return new UsageError(`Cannot read the command line: ${first}`, {
    hint: `${
      suggestion === "" ? "" : `${suggestion} `
    }Run lookervault --help, or a command with --help, to see commands and options.`,
  });
}

/** Reports an error as text on stderr, and with `--json` also as the only document on stdout. */
async function report(
  error: unknown,
  { io, clock }: ProgramOptions,
  redactor: Redactor,
  scanned: ReturnType<typeof scanArgs>,
): Promise<ExitCode> {
  const { createCommandContext } = await import("./command_context.ts");
  const { command, ...globals } = scanned;
  using context = createCommandContext({
    io,
    clock,
    globals,
    redactor,
    sandbox: processSandbox(GRANTS),
    signal: new AbortController().signal,
  });
  const failure = logFailure(error, context);
  const status = failure.exit_code === EXIT.interrupted ? "interrupted" : "failed";
  if (globals.json) context.result({ command, status, error: failure }, () => []);
  return failure.exit_code;
}

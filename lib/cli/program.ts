/**
 * The command line: commander with our streams, our errors and our exit codes.
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

/** What the program runs in. */
export interface ProgramOptions {
  io: Io;
  clock: Clock;
  /** Ends the process at once. */
  leave: (code: number) => void;
  commands?: readonly CommandFactory[];
  /** For tests. */
  signals?: SignalSource;
  /** For tests: what gives permissions up. */
  sandbox?: Sandbox;
  /** For tests: the machine's time zone. */
  zone?: string;
}

/** Reads the command line and runs its command. Never throws: every error becomes a message and an exit code. */
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

/** Complaints of commander about words, rather than about options. */
const MISUNDERSTOOD: readonly string[] = [
  "commander.unknownCommand",
  "commander.excessArguments",
  "commander.missingArgument",
];

/** What a command line came to. */
interface Outcome {
  exit: ExitCode;
  help: string;
  /** The command that ran, with those above it: `restore dlq list`. */
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
        // A test's process is not the command's to end.
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
    // stderr alone must say why the command failed.
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

/** A command as far as its name goes. */
interface Named {
  name(): string;
  parent: Named | null;
}

/** A command's name with those above it: `restore dlq list`. */
function fullName(command: Named): string {
  const above = command.parent;
  return above === null || above.parent === null ? command.name() : `${fullName(above)} ${command.name()}`;
}

/** Help and version on request: text, or with `--json` one document. */
function showHelp(error: CommanderError, { stdout }: Io, json: boolean, text: string): ExitCode {
  if (!json) stdout.write(text);
  else if (error.code === "commander.version") {
    stdout.write(documentText({ command: "version", ...versionInfo() }, stdout));
  } else stdout.write(documentText({ command: "help", text }, stdout));
  return EXIT.ok;
}

/**
 * commander's complaints in our words; other errors as they are. `name` is the command's, as far as there is one, `meant` the
 * line that was most likely meant.
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

/** Says an error: on stderr for people, and with `--json` as the one document on stdout. */
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

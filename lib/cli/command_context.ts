/**
 * The environment of a running command: streams, clock, interruption and options, and the functions that print its
 * result.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { EXIT } from "../base/errors.ts";
import type { Io } from "../base/io.ts";
import { createLogger, type Logger, type LogKind, type Redactor } from "../base/log.ts";
import { machineZone } from "../base/time_text.ts";
import type { Sandbox } from "../base/sandbox.ts";
import type { LastWords } from "../base/watchdog.ts";
import { jsonLine } from "../term/json.ts";
import { apart, type Line, LONG, longNote } from "../term/notes.ts";
import type { Palette } from "../term/palette.ts";
import { chooseProgress, type ProgressMode } from "../term/progress_modes.ts";
import type { RenderOptions } from "../term/render_options.ts";
import { Screen } from "../term/screen.ts";
import { LARGE_FROM, vaultSize } from "../vault/file_size.ts";
import { documentText, writeDocument } from "./document_text.ts";
import type { Globals } from "./globals.ts";
import { stylesOf } from "./styles.ts";
import { knowsOnlyAscii } from "./terminal_letters.ts";
import { argsOf } from "./vault_args.ts";

/** The environment of a command. Disposing it restores the terminal. */
export interface CommandContext extends Disposable {
  readonly io: Io;
  readonly clock: Clock;
  readonly globals: Globals;
  /**
   * The machine's time zone, such as `Europe/Berlin`. Times without a zone are read in it. Terminals show times in it.
   */
  readonly zone: string;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** The full name of the command, such as `restore dlq list`. Null if there is none. */
  readonly command: string | null;
  readonly redactor: Redactor;
  readonly log: Logger;
  /** The screen on stderr. All output to stderr uses the screen. */
  readonly screen: Screen;
  /** Styles for stderr. */
  readonly palette: Palette;
  readonly progress: Exclude<ProgressMode, "auto">;
  /** Gives up the network permanently, for commands that do not need it. */
  goOffline(): void;
  /** Gives up every host except the hosts of `urls`, as far as Deno can. */
  keepHost(...urls: string[]): void;
  /** Makes {@linkcode CommandContext.keepHost} keep the hosts of these URLs too, because they are needed later. */
  reserveHost(...urls: string[]): void;
  /** Gives up writing files permanently. A vault that the command writes must already be open. */
  endWriting(what?: EndWriting): Promise<void>;
  /** Prints the command's result on stdout: `document` with `--json`, otherwise the lines. */
  result(document: unknown, lines: (options: RenderOptions) => readonly Line[]): void;
  /** Prints a part of the result on stdout. Notes among the lines are logged instead. */
  write(lines: readonly Line[]): void;
  /** Does the same as {@linkcode CommandContext.result}, for content of the vault: nothing in it is redacted. */
  exactResult(document: unknown, lines: (options: RenderOptions) => readonly Line[]): void;
}

/** What the process can still do after it gives up writing. */
export interface EndWriting {
  /** The vault that is read afterwards. */
  hold?: string;
  /** Files that can still be written. */
  files?: readonly string[];
}

/** Options of {@linkcode createCommandContext}. */
export interface CommandContextOptions {
  io: Io;
  clock: Clock;
  globals: Globals;
  signal: AbortSignal;
  redactor: Redactor;
  sandbox: Sandbox;
  /**
   * Watches long reads and prints the given words if it has to stop the process. Absent if nothing may end the process.
   */
  watch?: (words: LastWords) => Promise<Disposable>;
  /** The full name of the command. */
  command?: string;
  /** The profile to name in warnings and errors, if several profiles run one after the other. */
  profile?: string;
  /** For tests: the machine's time zone. */
  zone?: string;
}

/** Creates the context of a command. */
export function createCommandContext(
  { io: outside, clock, globals, signal, redactor, sandbox, watch, command, zone = machineZone(), profile }:
    CommandContextOptions,
): CommandContext {
  const held: Disposable[] = [], kept = new Set<string>(), reserved: string[] = [];
  const said = new Int32Array(new SharedArrayBuffer(4)), io = notingOutput(outside, said);
  const screen = new Screen({ stream: io.stderr, clock });
  const styles = stylesOf(io.stderr, io, globals);
  const progress = chooseProgress(globals.progress, {
    terminal: io.stderr.isTerminal,
    quiet: globals.level === "quiet",
    dumb: io.env("TERM") === "dumb",
  });
  const log = createLogger(globals.level, (line, kind) => {
    if (progress === "json") {
      const of = profile === undefined ? {} : { profile };
      screen.log(jsonLine({ event: "log", level: kind, message: line, ...of }, clock.now(), redactor));
    } else screen.log(decorate(profile === undefined ? line : named(line, kind, profile), kind, styles));
  }, redactor);
  function say(
    document: unknown,
    lines: (options: RenderOptions) => readonly Line[],
    clean: (text: string) => string,
  ): void {
    screen.clear();
    const { stdout } = io;
    if (globals.json) return writeDocument(document, stdout, clean);
    const how = {
      width: stdout.columns(),
      palette: stylesOf(stdout, io, globals),
      ...(stdout.isTerminal && { zone }),
      ascii: knowsOnlyAscii(io),
      args: argsOf({ globals }),
    };
    const all = lines(how);
    write(all, clean);
    if (stdout.isTerminal && all.length > LONG) write(longNote(all.length, { command, ...how }), clean);
  }
  function write(lines: readonly Line[], clean: (text: string) => string): void {
    const { result, notes } = apart(lines);
    if (result.length > 0) io.stdout.write(`${clean(result.join("\n"))}\n`);
    for (const text of notes) log.info(text);
  }
  /** Returns what to print if a read is stopped in the middle of a statement. */
  function lastWords(): Pick<LastWords, "stderr" | "stdout"> {
    const message = "Cannot finish: the run was stopped while it read the vault";
    const hint = "Nothing was changed. Rerun the command.";
    const line = progress === "json"
      ? jsonLine({ event: "log", level: "error", message: `${message}. ${hint}` }, clock.now(), redactor)
      : `error: ${message}\n  hint: ${hint}`;
    const error = { code: "interrupted", message, hint, exit_code: EXIT.interrupted };
    return {
      stderr: `${io.stderr.isTerminal ? "\r\x1b[K\x1b[?25h" : ""}${line}\n`,
      stdout: globals.json ? documentText({ command, status: "interrupted", error }, io.stdout) : null,
    };
  }
  return {
    io,
    clock,
    globals,
    zone,
    signal,
    command: command ?? null,
    redactor,
    log,
    screen,
    palette: styles,
    progress,
    goOffline: sandbox.goOffline,
    keepHost: (...urls) => sandbox.keepHost(...urls, ...reserved),
    reserveHost: (...urls) => void reserved.push(...urls),
    async endWriting({ hold, files } = {}) {
      if (hold !== undefined && !kept.has(hold)) {
        kept.add(hold);
        held.push((await import("../vault/keep_wal_open.ts")).keepWalOpen(hold));
        if (watch !== undefined && vaultSize(hold) > LARGE_FROM) {
          held.push(await watch({ ...lastWords(), said }));
        }
      }
      sandbox.endWriting(files);
    },
    result: (document, lines) => say(document, lines, redactor.redact),
    write: (lines) => write(lines, (text) => text),
    exactResult: (document, lines) => say(document, lines, (text) => text),
    [Symbol.dispose]() {
      screen.clear();
      for (const each of held) each[Symbol.dispose]();
    },
  };
}

/** Returns the same streams, but records whether anything was written to stdout. */
function notingOutput(io: Io, said: Int32Array): Io {
  const { stdout } = io;
  return {
    args: io.args,
    env: (name) => io.env(name),
    stdout: {
      isTerminal: stdout.isTerminal,
      columns: () => stdout.columns(),
      write(text) {
        Atomics.store(said, 0, 1);
        stdout.write(text);
      },
    },
    stderr: io.stderr,
    interactive: io.interactive,
    ask: (question, options) => io.ask(question, options),
  };
}

/** Adds the name of the profile to a warning or an error. */
function named(line: string, kind: LogKind, profile: string): string {
  if (kind === "warning") return `${profile}: ${line}`;
  return kind === "error" ? line.replace(/^error: /, `error: ${profile}: `) : line;
}

function decorate(line: string, kind: LogKind, styles: Palette): string {
  if (kind === "warning") return `${styles.yellow("warning:")} ${line}`;
  if (kind === "error") return line.replace(/^error:/, styles.red).replace(/^ {2}hint:/, styles.bold);
  return kind === "info" ? line : styles.dim(line);
}

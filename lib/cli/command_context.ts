/**
 * What a running command has in its hands: streams, clock, interruption, options, and how to say its result.
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

/** The outside of a command. Dispose it to give the terminal back. */
export interface CommandContext extends Disposable {
  readonly io: Io;
  readonly clock: Clock;
  readonly globals: Globals;
  /** The machine's time zone, such as `Europe/Berlin`: times without one are read in it, and shown in it on terminals. */
  readonly zone: string;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Its name, with those above it; null for none. */
  readonly command: string | null;
  readonly redactor: Redactor;
  readonly log: Logger;
  /** The owner of stderr. */
  readonly screen: Screen;
  /** Styles for stderr. */
  readonly palette: Palette;
  readonly progress: Exclude<ProgressMode, "auto">;
  /** Gives up the network for good: for commands that need none. */
  goOffline(): void;
  /** Gives up every host but those of `urls`, as far as Deno can. */
  keepHost(...urls: string[]): void;
  /** Lets {@linkcode CommandContext.keepHost} keep the hosts of these, too: they are needed later. */
  reserveHost(...urls: string[]): void;
  /** Gives up writing files for good, once a vault that is written is open. */
  endWriting(what?: EndWriting): Promise<void>;
  /** Says the command's result on stdout: `document` with `--json`, else the lines. */
  result(document: unknown, lines: (options: RenderOptions) => readonly Line[]): void;
  /** Says a part of the result on stdout, and what is no part of it where it belongs. */
  write(lines: readonly Line[]): void;
  /** As {@linkcode CommandContext.result}, for what is in the vault: nothing of it is taken for a secret. */
  exactResult(document: unknown, lines: (options: RenderOptions) => readonly Line[]): void;
}

/** What has to be there before writing is given up. */
export interface EndWriting {
  /** The vault that is read afterwards. */
  hold?: string;
  /** Files that are written nevertheless. */
  files?: readonly string[];
}

/** What a session is made of. */
export interface CommandContextOptions {
  io: Io;
  clock: Clock;
  globals: Globals;
  signal: AbortSignal;
  redactor: Redactor;
  sandbox: Sandbox;
  /** Watches over long reads, given what is said where they are stopped; absent where nobody may end the process. */
  watch?: (words: LastWords) => Promise<Disposable>;
  /** The command's name, with those above it. */
  command?: string;
  /** The profile that warnings and errors are of, where several run one after the other. */
  profile?: string;
  /** For tests: the machine's time zone. */
  zone?: string;
}

/** Starts a session. */
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
  /** What a read says that was stopped in the middle of a statement. */
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

/** The same outside, which notes that something was said on stdout. */
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

/** A warning or an error that says which profile it is of. */
function named(line: string, kind: LogKind, profile: string): string {
  if (kind === "warning") return `${profile}: ${line}`;
  return kind === "error" ? line.replace(/^error: /, `error: ${profile}: `) : line;
}

function decorate(line: string, kind: LogKind, styles: Palette): string {
  if (kind === "warning") return `${styles.yellow("warning:")} ${line}`;
  if (kind === "error") return line.replace(/^error:/, styles.red).replace(/^ {2}hint:/, styles.bold);
  return kind === "info" ? line : styles.dim(line);
}

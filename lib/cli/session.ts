/**
 * What a running command has in its hands: streams, clock, interruption, options, and how to say its result.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Io, OutputStream } from "../base/io.ts";
import type { Sandbox } from "../base/sandbox.ts";
import { createLogger, type Logger, type LogKind, type Redactor, sanitizeJson } from "../base/log.ts";
import { jsonLine } from "../term/json.ts";
import { type Palette, palette } from "../term/palette.ts";
import { chooseProgress, type ProgressMode } from "../term/progress.ts";
import { Screen } from "../term/screen.ts";
import type { RenderOptions } from "../term/summary.ts";
import type { Globals } from "./globals.ts";

/** The outside of a command. Dispose it to give the terminal back. */
export interface Session extends Disposable {
  readonly io: Io;
  readonly clock: Clock;
  readonly globals: Globals;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
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
  /** Gives up writing files for good, once a vault that is written is open. */
  endWriting(what?: EndWriting): Promise<void>;
  /** Says the command's result on stdout: `document` with `--json`, else the lines. */
  result(document: unknown, lines: (options: RenderOptions) => readonly string[]): void;
  /** As {@linkcode Session.result}, for what stands in the vault: nothing of it is taken for a secret. */
  exactResult(document: unknown, lines: (options: RenderOptions) => readonly string[]): void;
}

/** What has to be there before writing is given up. */
export interface EndWriting {
  /** The vault that is read afterwards. */
  hold?: string;
  /** Files that are written nevertheless. */
  files?: readonly string[];
}

/** What a session is made of. */
export interface SessionOptions {
  io: Io;
  clock: Clock;
  globals: Globals;
  signal: AbortSignal;
  redactor: Redactor;
  sandbox: Sandbox;
}

/** Starts a session. */
export function createSession({ io, clock, globals, signal, redactor, sandbox }: SessionOptions): Session {
  const held: Disposable[] = [];
  const screen = new Screen({ stream: io.stderr, clock });
  const styles = stylesOf(io.stderr, io, globals);
  const progress = chooseProgress(globals.progress, {
    terminal: io.stderr.isTerminal,
    quiet: globals.level === "quiet",
    dumb: io.env("TERM") === "dumb",
  });
  const log = createLogger(globals.level, (line, kind) => {
    if (progress === "json") {
      screen.log(jsonLine({ event: "log", level: kind, message: line }, clock.now(), redactor));
    } else screen.log(decorate(line, kind, styles));
  }, redactor);
  function say(
    document: unknown,
    lines: (options: RenderOptions) => readonly string[],
    clean: (text: string) => string,
  ): void {
    screen.clear();
    const { stdout } = io;
    if (globals.json) return stdout.write(documentText(document, stdout, clean));
    const text = lines({ width: stdout.columns(), palette: stylesOf(stdout, io, globals) }).join("\n");
    stdout.write(`${clean(text)}\n`);
  }
  return {
    io,
    clock,
    globals,
    signal,
    redactor,
    log,
    screen,
    palette: styles,
    progress,
    goOffline: sandbox.goOffline,
    keepHost: sandbox.keepHost,
    async endWriting({ hold, files } = {}) {
      if (hold !== undefined) held.push((await import("../vault/hold.ts")).holdVault(hold));
      sandbox.endWriting(files);
    },
    result: (document, lines) => say(document, lines, redactor.redact),
    exactResult: (document, lines) => say(document, lines, (text) => text),
    [Symbol.dispose]() {
      screen.clear();
      for (const each of held) each[Symbol.dispose]();
    },
  };
}

/**
 * One JSON document: indented for a person at a terminal, where no character of it may steer the terminal either.
 * `clean` is applied to each text in it.
 */
export function documentText(
  document: unknown,
  stdout: OutputStream,
  clean: (text: string) => string = String,
): string {
  const cleaned = (_key: string, value: unknown): unknown => typeof value === "string" ? clean(value) : value;
  if (!stdout.isTerminal) return `${JSON.stringify(document, cleaned)}\n`;
  return `${sanitizeJson(JSON.stringify(document, cleaned, 2))}\n`;
}

/** Styles for a stream: none off terminals, with `NO_COLOR`, and with `--no-color`. */
export function stylesOf(
  stream: OutputStream,
  io: Pick<Io, "env">,
  globals: Pick<Globals, "color">,
): Palette {
  return palette(
    stream.isTerminal && globals.color && io.env("NO_COLOR") === undefined && io.env("TERM") !== "dumb",
  );
}

function decorate(line: string, kind: LogKind, styles: Palette): string {
  if (kind === "warning") return `${styles.yellow("warning:")} ${line}`;
  if (kind === "error") return line.replace(/^error:/, styles.red).replace(/^ {2}hint:/, styles.bold);
  return kind === "info" ? line : styles.dim(line);
}

/**
 * The arguments, environment and streams of the process, injected so that a test can replace the user.
 *
 * @module
 */
import { InterruptedError } from "./errors.ts";

/** A stream of text to the user or to a pipe. */
export interface OutputStream {
  /** Writes all of `text` before it returns. */
  write(text: string): void;
  readonly isTerminal: boolean;
  /**
   * The width in columns; 80 for a terminal that does not report its width, `null` if the stream is not a terminal.
   * Each call reads it again, because windows are resized.
   */
  columns(): number | null;
}

/** Options of {@linkcode Io.ask}. */
export interface AskOptions {
  secret?: boolean;
}

/** The program's access to its process. */
export interface Io {
  readonly args: readonly string[];
  /**
   * Returns an environment variable; `undefined` if it is unset or empty, or if it may not be read. A setting of this
   * program that may not be read is an error: it could name another vault or another Looker.
   *
   * @throws {Deno.errors.NotCapable} for a setting that may not be read.
   */
  env(name: string): string | undefined;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether a user can answer a question: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /**
   * Shows `question` and reads a line as the answer; `null` at the end of input. A secret is not shown as it is typed.
   */
  ask(question: string, options?: AskOptions): string | null;
}

/** Returns the real process. */
export function processIo(): Io {
  const stdin = Deno.stdin.isTerminal();
  const stderr = outputStream(Deno.stderr);
  return {
    args: Deno.args,
    env(name) {
      try {
        return Deno.env.get(name) || undefined;
      } catch (error) {
        if (error instanceof Deno.errors.NotCapable && !name.startsWith("LOOKER")) return undefined;
        throw error;
      }
    },
    stdout: outputStream(Deno.stdout),
    stderr,
    interactive: stdin && stderr.isTerminal,
    ask(question, { secret = false } = {}) {
      if (Deno.stdin.isTerminal()) return typedLine(stderr, { question, secret });
      stderr.write(question);
      return pipedLine();
    },
  };
}

const USUAL_COLUMNS = 80;

function outputStream(stream: typeof Deno.stdout): OutputStream {
  const encoder = new TextEncoder();
  const isTerminal = stream.isTerminal();
  let closed = false;
  return {
    isTerminal,
    write(text) {
      if (closed) return;
      try {
        const bytes = encoder.encode(text);
        for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
      } catch (error) {
        // The reader has closed the pipe (`| head`). No further output is possible.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        closed = true;
      }
    },
    columns() {
      if (!isTerminal) return null;
      try {
        return Deno.consoleSize().columns || USUAL_COLUMNS;
      } catch {
        return USUAL_COLUMNS;
      }
    },
  };
}

/** Reads one line of stdin without its line end; null at the end of stdin. */
function pipedLine(): string | null {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(1);
  let line = "";
  for (;;) {
    const n = Deno.stdin.readSync(chunk);
    if (n === null) return line === "" ? null : line;
    const char = decoder.decode(chunk, { stream: true });
    if (char === "\n") return line.replace(/\r$/, "");
    line += char;
  }
}

/** The keys Ctrl-C and Ctrl-D, and the two keys that delete a character. */
const INTERRUPT = "\x03", END = "\x04", BACK = ["\x7f", "\b"];

/**
 * Reads a line from the terminal. A signal would not arrive during the read, so Ctrl-C is read as a key.
 *
 * @throws {InterruptedError}
 */
function typedLine(
  stderr: OutputStream,
  { question, secret }: { question: string; secret: boolean },
): string | null {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(1);
  let line = "";
  // Raw mode starts before the question is shown. Otherwise the terminal itself would show what is typed in between.
  Deno.stdin.setRaw(true);
  try {
    stderr.write(question);
    for (;;) {
      const char = Deno.stdin.readSync(chunk) === null ? END : decoder.decode(chunk, { stream: true });
      if (char === INTERRUPT) throw new InterruptedError("Cannot read the answer: interrupted");
      if (char === END && line === "") return null;
      if (char === "\r" || char === "\n") return line;
      if (BACK.includes(char)) {
        if (line !== "" && !secret) stderr.write("\b \b");
        line = [...line].slice(0, -1).join("");
      } else if (char >= " ") {
        line += char;
        if (!secret) stderr.write(char);
      }
    }
  } finally {
    Deno.stdin.setRaw(false);
    stderr.write("\n");
  }
}

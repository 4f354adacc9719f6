/**
 * Log lines by level, without secrets, and without characters that could move the cursor of the terminal. Titles from
 * Looker can contain such characters.
 *
 * @module
 */

import { createRedactor, type Redactor } from "./redactor.ts";

export { createRedactor, type Redactor } from "./redactor.ts";

/** How much is logged: `quiet` only errors and warnings, `debug` also stack traces. */
export type LogLevel = "quiet" | "normal" | "verbose" | "debug";

/** The kinds of log lines, from the most to the least urgent. */
export type LogKind = "error" | "warning" | "info" | "verbose" | "debug";

/** Receives each finished line, without its line end. */
export type LogWriter = (line: string, kind: LogKind) => void;

/** Writes the lines that the level includes. */
export interface Logger {
  readonly level: LogLevel;
  error(message: string): void;
  warning(message: string): void;
  info(message: string): void;
  verbose(message: string): void;
  debug(message: string): void;
}

const SHOWN: Readonly<Record<LogLevel, readonly LogKind[]>> = {
  quiet: ["error", "warning"],
  normal: ["error", "warning", "info"],
  verbose: ["error", "warning", "info", "verbose"],
  debug: ["error", "warning", "info", "verbose", "debug"],
};

/** Creates a logger that passes redacted and sanitized lines to `write`. Line ends in a message start new lines. */
export function createLogger(
  level: LogLevel,
  write: LogWriter,
  redactor: Redactor = createRedactor(),
): Logger {
  const say = (kind: LogKind) => (message: string): void => {
    if (!SHOWN[level].includes(kind)) return;
    for (const line of redactor.redact(message).split(/\r?\n/)) write(sanitize(line), kind);
  };
  return {
    level,
    error: say("error"),
    warning: say("warning"),
    info: say("info"),
    verbose: say("verbose"),
    debug: say("debug"),
  };
}

// Control characters (C0, DEL, C1), line separators, bidirectional marks and overrides, annotation anchors.
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/gu;
const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Returns `text` as one safe terminal line: control and bidi characters as visible escapes, lone surrogates as U+FFFD.
 */
export function sanitize(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (char) => NAMED[char] ?? escaped(char));
}

/** Escapes in JSON text every character that could control a terminal as `\uXXXX`. The JSON value stays the same. */
export function sanitizeJson(json: string): string {
  return json.replace(UNSAFE, (char) => char === "\n" ? char : "\\u" + hex(char, 4));
}

function escaped(char: string): string {
  return char.charCodeAt(0) < 0x100 ? "\\x" + hex(char, 2) : "\\u" + hex(char, 4);
}

function hex(char: string, digits: number): string {
  return char.charCodeAt(0).toString(16).padStart(digits, "0");
}

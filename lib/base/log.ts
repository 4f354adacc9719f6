/**
 * Lines for the person who runs the program: by level, without secrets, and without anything that could move
 * the terminal's cursor, whatever Looker's titles contain.
 *
 * @module
 */

/** How much is said: `quiet` leaves warnings and errors, `debug` adds stack traces. */
export type LogLevel = "quiet" | "normal" | "verbose" | "debug";

/** What a line is about, from the most to the least urgent. */
export type LogKind = "error" | "warning" | "info" | "verbose" | "debug";

/** Receives each finished line, without its line end. */
export type LogWriter = (line: string, kind: LogKind) => void;

/** Writes lines that the level lets through. */
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

/** A logger that hands sanitized and redacted lines to `write`. Line ends in a message stay line ends. */
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

/** Knows the secrets of this run and blots them out of any text. */
export interface Redactor {
  /** Registers a secret. One of fewer than four characters is none: it would blot out half of every line. */
  add(secret: string): void;
  /** `text` with `***` in place of every registered secret and of its encoded forms. */
  redact(text: string): string;
}

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  let forms: string[] = [];
  return {
    add(secret): void {
      if (secret.length < 4) return;
      forms = [...new Set([...forms, ...secretForms(secret)])].sort((a, b) => b.length - a.length);
    },
    redact: (text) => forms.reduce((clean, form) => clean.replaceAll(form, "***"), text),
  };
}

/** How a secret can look in a text: as it is, in a URL, in JSON, in base64 at any of its three alignments. */
function secretForms(secret: string): string[] {
  const whole = secret.toWellFormed();
  const url = encodeURIComponent(whole);
  const forms = [secret, url, url.replaceAll("%20", "+"), JSON.stringify(secret).slice(1, -1)];
  const bytes = new TextEncoder().encode(whole);
  if (bytes.length >= 6) forms.push(...[0, 1, 2].map((shift) => base64Core(bytes, shift)));
  forms.push(...forms.slice(4).map((form) => form.replaceAll("+", "-").replaceAll("/", "_")));
  return forms;
}

/** The base64 digits that depend on `bytes` alone when `shift` other bytes stand before them. */
function base64Core(bytes: Uint8Array, shift: number): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(shift), ...bytes));
  const start = Math.ceil(shift * 8 / 6);
  return text.slice(start, Math.floor((shift + bytes.length) * 8 / 6));
}

// Control characters (C0, DEL, C1), line separators, bidirectional marks and overrides, annotation anchors.
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/gu;
const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** `text` as one harmless terminal line: control and bidi characters as visible escapes, lone surrogates as U+FFFD. */
export function sanitize(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (char) => NAMED[char] ?? escaped(char));
}

/** JSON text with every character that could steer a terminal as `\uXXXX`: the same value, harmless to print. */
export function sanitizeJson(json: string): string {
  return json.replace(UNSAFE, (char) => char === "\n" ? char : "\\u" + hex(char, 4));
}

function escaped(char: string): string {
  return char.charCodeAt(0) < 0x100 ? "\\x" + hex(char, 2) : "\\u" + hex(char, 4);
}

function hex(char: string, digits: number): string {
  return char.charCodeAt(0).toString(16).padStart(digits, "0");
}

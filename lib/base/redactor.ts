/**
 * Removes the secrets of a run from texts, in any encoding in which a server may repeat them.
 *
 * @module
 */

/** Replaces the registered secrets in texts. */
export interface Redactor {
  /** Registers a secret. A text of fewer than four characters is ignored: it would match in almost every line. */
  add(secret: string): void;
  /** Returns `text` with `***` in place of every registered secret, plain or encoded. */
  redact(text: string): string;
}

/** The shortest secret that is registered, characters. */
const SHORTEST = 4;
/**
 * The part of a secret that is searched for, characters. Real secrets are shorter. An attacker's could have millions.
 */
const LONGEST = 4096;

/** Creates a redactor without secrets. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  const patterns = new Set<string>(), escaped = new Set<string>();
  let all: RegExp | null = null, everyEscape: RegExp | null = null;
  return {
    add(secret): void {
      if (secret.length < SHORTEST || known.has(secret)) return;
      known.add(secret);
      for (const pattern of patternsOf(secret.slice(0, LONGEST))) patterns.add(pattern);
      escaped.add([...secret.slice(0, LONGEST).toWellFormed()].map(anyForm).join(""));
      all = anyOf(patterns);
      everyEscape = anyOf(escaped);
    },
    redact(text): string {
      if (all === null || everyEscape === null || text.length < SHORTEST) return text;
      const left = text.replace(all, "***");
      // Letters and digits are rarely escaped, and a search for their escaped forms is slow.
      return ESCAPES.test(left) ? left.replace(everyEscape, "***") : left;
    },
  };
}

/** Registers an API key: its secret, and both parts joined as in HTTP basic authentication. */
export function addKey(redactor: Redactor, { id, secret }: { id: string | undefined; secret: string }): void {
  redactor.add(secret);
  if (id !== undefined && secret.length >= SHORTEST) redactor.add(`${id}:${secret}`);
}

/** Matches the start of an escape of a character that needs no escape. */
const ESCAPES = /%[0-9a-f]{2}|\\u|&#/i;

/** Joins patterns into one, the longest first, so that less remains if two secrets have the same beginning. */
function anyOf(patterns: ReadonlySet<string>): RegExp {
  return new RegExp([...patterns].sort((a, b) => b.length - a.length).join("|"), "g");
}

const encoder = new TextEncoder();

/**
 * Returns patterns of a secret as plain text, in a URL, a form, JSON and HTML, and in the base64 of these at each
 * alignment.
 */
function patternsOf(secret: string): string[] {
  const whole = secret.toWellFormed();
  const url = encodeURIComponent(whole), form = new URLSearchParams([["", whole]]).toString().slice(1);
  const texts = new Set([whole, url, form, JSON.stringify(whole).slice(1, -1)]);
  const base64 = [...texts].flatMap((text) => {
    const bytes = encoder.encode(text);
    return bytes.length < 6 ? [] : [0, 1, 2].map((shift) => base64Core(bytes, shift));
  });
  const own = secret === whole ? [] : [escapeRegExp(secret)];
  return [...own, ...[...texts, ...base64].map(anyEncoding)];
}

/** Returns the base64 digits that depend only on `bytes` if `shift` other bytes precede them. */
function base64Core(bytes: Uint8Array, shift: number): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(shift), ...bytes));
  const start = Math.ceil(shift * 8 / 6);
  return text.slice(start, Math.floor((shift + bytes.length) * 8 / 6));
}

/** Returns a pattern of `text` in which each character except letters and digits can have any of its escaped forms. */
function anyEncoding(text: string): string {
  return [...text].map((char) => /[A-Za-z0-9]/.test(char) ? char : anyForm(char)).join("");
}

function anyForm(char: string): string {
  return `(?:${forms(char).join("|")})`;
}

/** Other forms of some characters, in addition to the escapes of their codes. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  " ": ["\\+"],
  // Base64 has other digits in its URL-safe alphabet.
  "+": ["-"],
  "/": ["_", "\\\\/"],
  '"': ['\\\\"', "&quot;"],
  "\\": ["\\\\\\\\"],
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  "\n": ["\\\\n"],
  "\r": ["\\\\r"],
  "\t": ["\\\\t"],
};

function forms(char: string): string[] {
  const code = char.codePointAt(0) ?? 0;
  const percent = [...encoder.encode(char)].map((byte) => "%" + anyCase(byte.toString(16).padStart(2, "0")));
  const units = Array.from(
    { length: char.length },
    (_, i) => char.charCodeAt(i).toString(16).padStart(4, "0"),
  );
  return [
    escapeRegExp(char),
    percent.join(""),
    units.map((unit) => "\\\\u" + anyCase(unit)).join(""),
    `&#(?:0*${code}|[xX]0*${anyCase(code.toString(16))});`,
    ...OTHERWISE[char] ?? [],
  ];
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

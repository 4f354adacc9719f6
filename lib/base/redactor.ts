/**
 * Removes the secrets of a run from any text, in whatever encoding a server echoes them.
 *
 * @module
 */

/** Knows the secrets of this run and blots them out of any text. */
export interface Redactor {
  /** Registers a secret. One of fewer than four characters is none: it would blot out half of every line. */
  add(secret: string): void;
  /** `text` with `***` in place of every registered secret and of its encoded forms. */
  redact(text: string): string;
}

/** Characters that a secret has at least. */
const SHORTEST = 4;
/** Characters of a secret that are looked for: nobody's has more, and an attacker's could have millions. */
const LONGEST = 4096;

/** A redactor that knows no secret yet. */
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
      // Letters and digits are hardly ever escaped, and looking for it takes its time.
      return ESCAPES.test(left) ? left.replace(everyEscape, "***") : left;
    },
  };
}

/** Registers an API key: its secret, and both halves as HTTP's basic authentication joins them. */
export function addKey(redactor: Redactor, { id, secret }: { id: string | undefined; secret: string }): void {
  redactor.add(secret);
  if (id !== undefined && secret.length >= SHORTEST) redactor.add(`${id}:${secret}`);
}

/** What begins an escape of a character that needs none. */
const ESCAPES = /%[0-9a-f]{2}|\\u|&#/i;

/** Any of these patterns, the longest first, so that less is left if two have the same beginning. */
function anyOf(patterns: ReadonlySet<string>): RegExp {
  return new RegExp([...patterns].sort((a, b) => b.length - a.length).join("|"), "g");
}

const encoder = new TextEncoder();

/** Patterns of a secret as it is, in a URL, a form, JSON or HTML, and of the base64 of those at each alignment. */
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

/** The base64 digits that depend on `bytes` alone when `shift` other bytes are before them. */
function base64Core(bytes: Uint8Array, shift: number): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(shift), ...bytes));
  const start = Math.ceil(shift * 8 / 6);
  return text.slice(start, Math.floor((shift + bytes.length) * 8 / 6));
}

/** A pattern of `text` in which each character except letters and digits can be in any of its escaped forms. */
function anyEncoding(text: string): string {
  return [...text].map((char) => /[A-Za-z0-9]/.test(char) ? char : anyForm(char)).join("");
}

function anyForm(char: string): string {
  return `(?:${forms(char).join("|")})`;
}

/** What else a character is written as, where there is more than its code says. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  " ": ["\\+"],
  // The digits of base64 in its URL-safe alphabet.
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

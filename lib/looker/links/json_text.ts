/**
 * Reads the strings of a text that contains JSON, with the position of each character. Pure.
 *
 * @module
 */

/** A text that was read from another text, its source. */
export interface ReadText {
  value: string;
  /** Returns the position in the source of an index of `value`. The length of `value` gives the end. */
  at: (index: number) => number;
  /** Returns the replacement for `before`, a part of the source, so that it reads as `text`. */
  written: (text: string, before: string) => string;
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Whether a text is the JSON of a list, an object or a string. */
export function isJsonText(text: string): boolean {
  if (!/^\s*[[{"]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns the strings in a text of valid JSON that are values and not keys. */
export function jsonStrings(text: string): ReadText[] {
  const strings: ReadText[] = [];
  for (const { index, 0: literal } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"/gs)) {
    if (/^\s*:/.test(text.slice(index + literal.length, index + literal.length + 32))) continue;
    strings.push(literalAt(literal.slice(1, -1), index + 1));
  }
  return strings;
}

function literalAt(raw: string, offset: number): ReadText {
  const written = escapedAs;
  if (!raw.includes("\\")) return { value: raw, at: (index) => offset + index, written };
  return mapped(raw, { offset, written }, (from) => {
    if (raw[from] !== "\\") return { char: raw[from] ?? "", length: 1 };
    const kind = raw[from + 1] ?? "";
    if (kind !== "u") return { char: ESCAPES[kind] ?? kind, length: 2 };
    return { char: String.fromCharCode(parseInt(raw.slice(from + 2, from + 6), 16)), length: 6 };
  });
}

/** Reads a text in which slashes may be escaped: `\/` becomes `/`. */
export function collapsed(text: string): ReadText {
  const written = slashedAs;
  if (!text.includes("\\/")) return { value: text, at: (index) => index, written };
  return mapped(text, { offset: 0, written }, (from) => {
    const slash = /^\\+\//.exec(text.slice(from, from + 8));
    return slash === null ? { char: text[from] ?? "", length: 1 } : { char: "/", length: slash[0].length };
  });
}

function mapped(
  raw: string,
  { offset, written }: { offset: number; written: ReadText["written"] },
  read: (from: number) => { char: string; length: number },
): ReadText {
  const places: number[] = [];
  let value = "";
  for (let from = 0; from < raw.length;) {
    const { char, length } = read(from);
    places.push(offset + from);
    value += char;
    from += length;
  }
  return { value, at: (index) => places[index] ?? offset + raw.length, written };
}

/** Returns a part of a JSON string. Slashes stay escaped if they follow an odd number of backslashes in `before`. */
function escapedAs(text: string, before: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  const backslashes = /(\\*)\//.exec(before)?.[1]?.length ?? 0;
  return backslashes % 2 === 1 ? json.replaceAll("/", "\\/") : json;
}

/** Returns a part of any other text. Slashes are escaped as in `before`. */
function slashedAs(text: string, before: string): string {
  return text.replaceAll("/", /\\*\//.exec(before)?.[0] ?? "/");
}

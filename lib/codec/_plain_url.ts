/**
 * A fast test of a URL by its bytes, which shows whether its text must be searched for secrets.
 *
 * @module
 */
import type { TextTable } from "./_text_table.ts";

/**
 * Whether the text whose ASCII bytes are between `at` and `end` contains no user name, no password and no parameter
 * that is a secret. False also if this test cannot tell: for spaces at the start, an `@` before the path, or bytes that
 * are not ASCII. `secretNames` tells which names of parameters, as they are written, are those of secrets.
 */
export function isPlainUrl(
  bytes: Uint8Array,
  view: DataView,
  { at, end, secretNames }: { at: number; end: number; secretNames: TextTable<boolean> },
): boolean {
  if ((bytes[at] as number) <= 0x20) return false;
  const first = bytes[at] as number;
  while (at < end && isSchemeByte(bytes[at] as number)) at++;
  const isUrl = isLetter(first) && end - at >= 3 && bytes[at] === COLON && bytes[at + 1] === SLASH &&
    bytes[at + 2] === SLASH;
  if (!isUrl) return isAscii(bytes, at, end);
  for (at += 3; at < end; at++) {
    const c = bytes[at] as number;
    if (c === SLASH || c === QUESTION || c === HASH) break;
    if (c === AT || c >= 0x80) return false;
  }
  for (; at < end; at++) {
    const c = bytes[at] as number;
    if (c === QUESTION || c === HASH) break;
    if (c >= 0x80) return false;
  }
  for (let name = ++at, equals = -1; at <= end; at++) {
    const c = at < end ? bytes[at] as number : AND;
    if (c >= 0x80) return false;
    if (c === EQUALS && equals < 0) equals = at;
    if (c !== AND && c !== SEMICOLON && c !== HASH && c !== QUESTION) continue;
    if (equals > name && equals < at - 1 && secretNames.get(bytes, view, name, equals - name)) return false;
    name = at + 1;
    equals = -1;
  }
  return true;
}

const HASH = 0x23, AND = 0x26, SLASH = 0x2f, COLON = 0x3a, SEMICOLON = 0x3b, EQUALS = 0x3d, QUESTION = 0x3f;
const AT = 0x40;

function isLetter(c: number): boolean {
  return (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
}

/** Whether a byte may be in the scheme of a URL: a letter, a digit, `+`, `-` or `.`. */
function isSchemeByte(c: number): boolean {
  return isLetter(c) || (c >= 0x30 && c <= 0x39) || c === 0x2b || c === 0x2d || c === 0x2e;
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) >= 0x80) return false;
  return true;
}

/**
 * Quick looks into MessagePack without decoding it.
 *
 * @module
 */
import { Buffer } from "node:buffer";

const NIL = 0xc0;
const patterns = new Map<string, Buffer>();

/**
 * Whether `key` seems to stand anywhere in the body with a value that is not null (a map, with `map`). A string that
 * holds the same bytes can make it say yes wrongly, never no. Keys of up to 31 bytes.
 */
export function mayHoldKey(bytes: Uint8Array, key: string, map = false): boolean {
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    const text = new TextEncoder().encode(key);
    patterns.set(key, pattern = Buffer.from([0xa0 | text.length, ...text]));
  }
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = haystack.indexOf(pattern); at >= 0; at = haystack.indexOf(pattern, at + 1)) {
    const tag = bytes[at + pattern.length];
    if (tag !== undefined && (map ? isMap(tag) : tag !== NIL)) return true;
  }
  return false;
}

function isMap(tag: number): boolean {
  return (tag >= 0x80 && tag < 0x90) || tag === 0xde || tag === 0xdf;
}

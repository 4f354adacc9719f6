/**
 * Decodes the strings of a body. Most strings are short ASCII. Calling the platform's decoder for each of them would
 * take ten times as long as everything else.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The maximum size of a string that is decoded byte by byte. */
const SHORT = 96;

/**
 * The character codes of short strings, one array for each length, because `String.fromCharCode` needs an array of the
 * exact length.
 */
const units: number[][] = Array.from({ length: SHORT + 1 }, (_, size) => new Array<number>(size).fill(0));

/**
 * Decodes the `size` bytes of UTF-8 at `at`.
 *
 * @throws {DamagedBodyError} if the bytes are not valid UTF-8.
 */
export function stringAt(bytes: Uint8Array, at: number, size: number): string {
  const codes = units[size];
  if (codes === undefined) return decoded(bytes, at, size);
  for (let i = 0; i < size; i++) {
    const byte = bytes[at + i] as number;
    if (byte >= 0x80) return decoded(bytes, at, size);
    codes[i] = byte;
  }
  return String.fromCharCode.apply(null, codes);
}

function decoded(bytes: Uint8Array, at: number, size: number): string {
  try {
    return decoder.decode(bytes.subarray(at, at + size));
  } catch (error) {
    throw new DamagedBodyError("Cannot decode the body: a string is not valid UTF-8", { cause: error });
  }
}

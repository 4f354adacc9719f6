/**
 * Decodes the strings of a body. Most strings are short ASCII, and the keys are the same in every body. Calling the
 * platform's decoder for each of them would take ten times as long as everything else.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";
import { isIndex } from "./json_value.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The maximum size of a string that is decoded byte by byte. */
const SHORT = 96;

/** The number of slots for known keys, which are found by a hash of their bytes. A power of two. */
const KEYS = 4096;

/** A key of an object. */
export interface Key {
  readonly text: string;
  /** Whether JavaScript sorts the key as a number. */
  readonly isIndex: boolean;
}

interface KnownKey extends Key {
  readonly bytes: Uint8Array;
}

const known = new Array<KnownKey | undefined>(KEYS);

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

/**
 * Decodes the key of `size` bytes at `at`.
 *
 * @throws {DamagedBodyError} if the key is not valid UTF-8.
 */
export function keyAt(bytes: Uint8Array, at: number, size: number): Key {
  if (size > SHORT) return describe(stringAt(bytes, at, size));
  let hash = size;
  for (let i = 0; i < size; i++) hash = (Math.imul(hash, 31) + (bytes[at + i] as number)) | 0;
  const slot = (hash ^ (hash >>> 15)) & (KEYS - 1);
  const before = known[slot];
  if (before !== undefined && isAt(before.bytes, { bytes, at, size })) return before;
  const key = { ...describe(stringAt(bytes, at, size)), bytes: bytes.slice(at, at + size) };
  known[slot] = key;
  return key;
}

function describe(text: string): Key {
  return { text, isIndex: isIndex(text) };
}

function isAt(
  wanted: Uint8Array,
  { bytes, at, size }: { bytes: Uint8Array; at: number; size: number },
): boolean {
  if (wanted.length !== size) return false;
  for (let i = 0; i < size; i++) if (wanted[i] !== bytes[at + i]) return false;
  return true;
}

function decoded(bytes: Uint8Array, at: number, size: number): string {
  try {
    return decoder.decode(bytes.subarray(at, at + size));
  } catch (error) {
    throw new DamagedBodyError("Cannot decode the body: a string is not valid UTF-8", { cause: error });
  }
}

/**
 * Remembers what is known about short texts that occur again and again, such as the keys of bodies. A text is found by
 * its bytes, without decoding it.
 *
 * @module
 */
import { stringAt } from "./_strings.ts";

/** The maximum size of a text that is remembered, in bytes. */
const LONGEST = 96;

/** The number of bits of a slot's number. */
const SLOT_BITS = 12;

/** The bytes of a text, as numbers of four bytes. */
export interface TextWords {
  /** The size of the text minus four, in bytes. */
  readonly end: number;
  /** The bytes before the last four, four in each number. The last number may contain some of the last four. */
  readonly words: readonly number[];
  /** The last four bytes as one number. If the text has less than four, all bytes. */
  readonly last: number;
}

/** Returns the words of the text whose `end` + 4 bytes are at `at`. `last` is its last word. */
export function textWords(view: DataView, at: number, end: number, last: number): TextWords {
  const words: number[] = [];
  for (let i = 0; i < end; i += 4) words.push(view.getInt32(at + i, true));
  return { end, words, last };
}

/** Whether the text whose `end` + 4 bytes are at `at` is the other text. `last` is its last word. */
export function isSameText(other: TextWords, view: DataView, at: number, end: number, last: number): boolean {
  if (other.end !== end || other.last !== last) return false;
  const { words } = other;
  for (let i = 0; i < words.length; i++, at += 4) if (words[i] !== view.getInt32(at, true)) return false;
  return true;
}

/** Returns the last word of the text whose `end` + 4 bytes are at `at`. `view` is a view of `bytes`. */
export function lastWord(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end >= 0) return view.getInt32(at + end, true);
  let word = 0;
  for (let i = 0; i < end + 4; i++) word |= (bytes[at + i] as number) << (8 * i);
  return word;
}

interface Entry<T> {
  readonly text: TextWords;
  readonly value: T;
}

/**
 * The values of texts. The table has a fixed number of slots, and each text has two. A new text moves the text in its
 * first slot to the second, so any number of texts can be looked up.
 */
export class TextTable<T> {
  private readonly slots = new Array<Entry<T> | undefined>(1 << SLOT_BITS);

  /** `valueOf` returns the value of a text. It is called again if the table no longer contains the text. */
  constructor(private readonly valueOf: (text: string) => T) {}

  /**
   * Returns the value of the text whose `size` bytes of UTF-8 are at `at`. `view` is a view of `bytes`.
   *
   * @throws {DamagedBodyError} if the bytes are not valid UTF-8.
   */
  get(bytes: Uint8Array, view: DataView, at: number, size: number): T {
    if (size > LONGEST) return this.valueOf(stringAt(bytes, at, size));
    const end = size - 4;
    let hash = size;
    for (let i = 0; i < end; i += 4) {
      hash = Math.imul(hash ^ view.getInt32(at + i, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const last = lastWord(bytes, view, at, end);
    hash = Math.imul(hash ^ last, 0x9e3779b1);
    // The highest bits depend on all others.
    const slot = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> (32 - SLOT_BITS), first = this.slots[slot];
    if (first !== undefined && isSameText(first.text, view, at, end, last)) return first.value;
    const second = this.slots[slot ^ 1];
    if (second !== undefined && isSameText(second.text, view, at, end, last)) return second.value;
    const entry = {
      text: textWords(view, at, end, last),
      value: this.valueOf(stringAt(bytes, at, size)),
    };
    if (first !== undefined) this.slots[slot ^ 1] = first;
    this.slots[slot] = entry;
    return entry.value;
  }
}

/**
 * The canonical form of a body: its MessagePack with the keys of every map sorted by their bytes and volatile
 * properties left out at every depth. Two bodies with the same canonical form are the same to an editor.
 *
 * @module
 */
import { MalformedError } from "./errors.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

/** Names of properties that change without anybody editing anything. */
export class VolatileKeys {
  /** By length of the UTF-8 name, for a quick no. */
  private readonly byLength: Uint8Array[][] = [];

  constructor(names: Iterable<string>) {
    const encoder = new TextEncoder();
    for (const name of names) {
      const bytes = encoder.encode(name);
      (this.byLength[bytes.length] ??= []).push(bytes);
    }
  }

  has(bytes: Uint8Array, from: number, to: number): boolean {
    const names = this.byLength[to - from];
    if (names === undefined) return false;
    return names.some((name) => {
      for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
      return true;
    });
  }
}

const scratch = new MsgpackWriter(1 << 18);

/**
 * The canonical form of one value. The returned bytes are valid until the next call.
 *
 * @throws {MalformedError} when `bytes` is not MessagePack of this codec.
 */
export function canonical(bytes: Uint8Array, volatile: VolatileKeys): Uint8Array {
  scratch.length = 0;
  const walk = new Walk(bytes, volatile);
  walk.value();
  return scratch.bytes.subarray(0, scratch.length);
}

class Walk {
  private at = 0;
  constructor(private readonly bytes: Uint8Array, private readonly volatile: VolatileKeys) {}

  value(): void {
    const bytes = this.bytes, from = this.at, tag = bytes[from];
    if (tag === undefined) throw new MalformedError("Cannot decode the body: it ends too early");
    if (tag >= 0x80 && tag < 0x90) {
      this.at++;
      this.map(tag & 15);
    } else if (tag >= 0x90 && tag < 0xa0) {
      this.at++;
      this.array(tag & 15);
    } else if (tag === 0xde || tag === 0xdf) this.map(this.size(tag === 0xde ? 2 : 4));
    else if (tag === 0xdc || tag === 0xdd) this.array(this.size(tag === 0xdc ? 2 : 4));
    else {
      this.at = this.leafEnd(from, tag);
      this.copy(from, this.at);
    }
  }

  private array(size: number): void {
    scratch.arrayHeader(size);
    for (let i = 0; i < size; i++) this.value();
  }

  private map(size: number): void {
    const start = scratch.length;
    scratch.reserve(1);
    scratch.length++;
    // Entries are written in the order they come; `key, end of key, start, end` of each, then sorted where needed.
    const entries: Entry[] = [];
    let ordered = true;
    let previous: Entry | undefined;
    for (let i = 0; i < size; i++) {
      const key = this.at, tag = this.bytes[key];
      if (tag === undefined) throw new MalformedError("Cannot decode the body: it ends too early");
      const end = this.leafEnd(key, tag);
      this.at = end;
      const text = end - this.stringSize(key, tag);
      const out = scratch.length;
      if (this.volatile.has(this.bytes, text, end)) {
        this.value();
        scratch.length = out;
        continue;
      }
      this.copy(key, end);
      this.value();
      const entry: Entry = { text, textEnd: end, from: out, to: scratch.length };
      if (previous !== undefined && this.compare(previous, entry) > 0) ordered = false;
      previous = entry;
      entries.push(entry);
    }
    if (!ordered) {
      entries.sort((a, b) => this.compare(a, b));
      const unsorted = scratch.slice(start + 1);
      let to = start + 1;
      for (const entry of entries) {
        const from = entry.from - start - 1, length = entry.to - entry.from;
        scratch.bytes.set(unsorted.subarray(from, from + length), to);
        to += length;
      }
    }
    scratch.closeContainer(start, entries.length, true);
  }

  private compare(a: Entry, b: Entry): number {
    const bytes = this.bytes;
    for (let i = a.text, j = b.text;; i++, j++) {
      if (i === a.textEnd || j === b.textEnd) return (a.textEnd - a.text) - (b.textEnd - b.text);
      const difference = (bytes[i] as number) - (bytes[j] as number);
      if (difference !== 0) return difference;
    }
  }

  private copy(from: number, to: number): void {
    const size = to - from;
    scratch.reserve(size);
    const out = scratch.bytes;
    let at = scratch.length;
    if (size < 40) { for (let i = from; i < to; i++) out[at++] = this.bytes[i] as number; }
    else out.set(this.bytes.subarray(from, to), at);
    scratch.length += size;
  }

  private size(width: 2 | 4): number {
    const size = this.number(this.at + 1, width);
    this.at += 1 + width;
    return size;
  }

  private number(at: number, width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + (this.bytes[at + i] ?? 0);
    return value;
  }

  private stringSize(at: number, tag: number): number {
    if (tag >= 0xa0 && tag < 0xc0) return tag & 31;
    if (tag >= 0xd9 && tag <= 0xdb) return this.number(at + 1, 1 << (tag - 0xd9));
    throw new MalformedError("Cannot decode the body: a key is not a string");
  }

  private leafEnd(at: number, tag: number): number {
    const end = at + leafSize(tag, () => this.stringSize(at, tag));
    if (end > this.bytes.length) throw new MalformedError("Cannot decode the body: it ends too early");
    return end;
  }
}

/** An entry of a map: its key's text in the source, its bytes in the output. */
interface Entry {
  text: number;
  textEnd: number;
  from: number;
  to: number;
}

function leafSize(tag: number, stringSize: () => number): number {
  if (tag < 0x80 || tag >= 0xe0 || tag === 0xc0 || tag === 0xc2 || tag === 0xc3) return 1;
  if (tag >= 0xa0 && tag < 0xc0) return 1 + (tag & 31);
  if (tag === 0xcc || tag === 0xd0) return 2;
  if (tag === 0xcd || tag === 0xd1) return 3;
  if (tag === 0xce || tag === 0xd2) return 5;
  if (tag === 0xcb || tag === 0xcf || tag === 0xd3) return 9;
  if (tag >= 0xd9 && tag <= 0xdb) return 1 + (1 << (tag - 0xd9)) + stringSize();
  throw new MalformedError(`Cannot decode the body: byte 0x${tag.toString(16)} is none this codec writes`);
}

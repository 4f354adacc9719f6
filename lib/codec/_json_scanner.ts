/**
 * The scanner behind {@linkcode readJson}. Converts JSON bytes to MessagePack in one strict pass.
 *
 * @module
 */
import type { EntryIndex, LentItems, ReadItem, ReadOptions } from "./read_item.ts";
import { isUtf8 } from "node:buffer";
import { BufferPool } from "../base/buffer_pool.ts";
import { InexactError, MalformedError } from "./errors.ts";
import { MAX_BODY } from "./limits.ts";
import { MAX_DEPTH } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a;
const ESCAPES: Readonly<Record<number, number>> = {
  0x22: 0x22,
  0x5c: 0x5c,
  0x2f: 0x2f,
  0x62: 8,
  0x66: 12,
  0x6e: 10,
  0x72: 13,
  0x74: 9,
};

/** Buffers into which pages are read. */
const buffers = new BufferPool({ keep: 32 * 1024 * 1024 });

/** Releases the buffers that are kept for more pages. */
export function dropPageBuffers(): void {
  buffers.clear();
}

/** The size up to which a page's items are copied out of the buffer into which they were read, in bytes. */
const COPIED = 8 * 1024 * 1024;
/**
 * The maximum size of a string, in bytes, that is copied byte by byte. For a short string, a call into the engine takes
 * longer and creates an object.
 */
const SHORT_RUN = 128;
/** The maximum number of digits of an integer. A longer one is beyond any float, so parsing it would only take time. */
const MAX_DIGITS = 400;

/** The position of an item in the buffer. */
interface Extent {
  from: number;
  to: number;
  index: EntryIndex | null;
  jsonSize: number;
  found: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Reads one JSON text. */
export class JsonScanner {
  private at = 0;
  private depth = 0;
  private inexact: InexactError | null = null;
  private found: Set<string> | null = null;
  /** The watched keys, by their length. */
  private readonly watched: (readonly { key: string; bytes: Uint8Array }[] | undefined)[] | null;
  private readonly extents: (Extent | InexactError)[] = [];
  private readonly out: MsgpackWriter;
  /** The maximum size of an item. `limit` is the position in the buffer that the current item must not exceed. */
  private readonly most: number;
  private limit = Infinity;

  constructor(private readonly json: Uint8Array, { watch = [], maxItem = MAX_BODY }: ReadOptions) {
    this.most = maxItem;
    if (!isUtf8(json)) throw new MalformedError("Cannot read the response as JSON: it is not valid UTF-8");
    this.watched = watch.length === 0 ? null : byLength(watch);
    // MessagePack is rarely longer than its JSON.
    this.out = new MsgpackWriter(buffers.take(json.length));
  }

  /** Returns the items read, outside the buffer of the pool. */
  result(): (ReadItem | InexactError)[] {
    const { out } = this;
    // A large page is not copied, because its bytes would be in memory twice.
    if (out.length > COPIED) return itemsOf(this.extents, out.bytes.subarray(0, out.length));
    const items = itemsOf(this.extents, out.slice());
    buffers.give(out.bytes.buffer);
    return items;
  }

  /** Returns the items read, as views of the buffer. */
  lend(): LentItems {
    const { out, extents } = this;
    let lent = true;
    return {
      count: extents.length,
      visit(visitor): void {
        if (!lent) throw new Error("Cannot visit the items again: their bytes are reused");
        lent = false;
        try {
          itemsOf(extents, out.bytes).forEach(visitor);
        } finally {
          buffers.give(out.bytes.buffer);
        }
      },
    };
  }

  space(): void {
    const json = this.json;
    for (let c = json[this.at]; c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09; c = json[this.at]) {
      this.at++;
    }
  }

  end(): void {
    this.space();
    if (this.at !== this.json.length) this.fail("more text after the value");
  }

  items(): void {
    if (this.json[this.at++] !== 0x5b) this.fail("an array was expected");
    this.space();
    if (this.json[this.at] === 0x5d) {
      this.at++;
      return;
    }
    for (;;) {
      this.space();
      this.item();
      this.space();
      const c = this.json[this.at++];
      if (c === 0x5d) return;
      if (c !== COMMA) this.fail("a comma or a bracket was expected");
    }
  }

  item(): void {
    const from = this.out.length, text = this.at;
    const index: EntryIndex = [];
    this.inexact = this.found = null;
    this.limit = from + this.most;
    const isObject = this.json[this.at] === 0x7b;
    if (isObject) this.object(index);
    else this.value();
    if (this.out.length > this.limit) this.overflow(from);
    if (this.inexact !== null) {
      this.out.length = from;
      this.extents.push(this.inexact);
      return;
    }
    for (let i = 0; i < index.length; i++) index[i] = (index[i] as number) - from;
    this.extents.push({
      from,
      to: this.out.length,
      index: isObject ? index : null,
      jsonSize: this.at - text,
      found: this.found ?? NOTHING,
    });
  }

  private value(): void {
    switch (this.json[this.at]) {
      case QUOTE:
        return this.string();
      case 0x7b:
        return this.object(null);
      case 0x5b:
        return this.array();
      case 0x74:
        this.word("true");
        return this.out.boolean(true);
      case 0x66:
        this.word("false");
        return this.out.boolean(false);
      case 0x6e:
        this.word("null");
        return this.out.nil();
      default:
        return this.number();
    }
  }

  private word(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.json[this.at++] !== word.charCodeAt(i)) this.fail("a value was expected");
    }
  }

  private object(index: EntryIndex | null): void {
    const out = this.out, json = this.json, start = out.length;
    this.enter();
    let size = 0;
    this.space();
    if (json[this.at] === 0x7d) this.at++;
    else {
      for (;;) {
        this.space();
        if (json[this.at] !== QUOTE) this.fail("a key was expected");
        const key = out.length;
        this.string();
        this.space();
        if (json[this.at++] !== COLON) this.fail("a colon was expected");
        this.space();
        const value = out.length;
        if (this.watched !== null && json[this.at] !== 0x6e) this.watch(key, value);
        this.value();
        if (index !== null) index.push(key, value, out.length);
        size++;
        if (out.length > this.limit) this.overflow(start + 1);
        this.space();
        const c = json[this.at++];
        if (c === 0x7d) break;
        if (c !== COMMA) this.fail("a comma or a brace was expected");
      }
    }
    this.depth--;
    const before = out.length;
    out.closeContainer(start, size, true);
    const shift = out.length - before;
    if (index !== null && shift > 0) {
      for (let i = 0; i < index.length; i++) index[i] = (index[i] ?? 0) + shift;
    }
  }

  /**
   * Records that an item is too large to be stored. Drops the bytes written from `start` on, so that it takes no more
   * memory.
   */
  private overflow(start: number): void {
    this.out.length = start;
    const most = Math.round(this.most / 1024 / 1024);
    this.inexact ??= new InexactError(`Cannot store the item: it takes more than ${most} MB`);
  }

  /** Records a watched key whose value is not null. */
  private watch(from: number, to: number): void {
    const candidates = this.watched?.[to - from - 1];
    if (candidates === undefined) return;
    const written = this.out.bytes;
    next: for (const { key, bytes } of candidates) {
      for (let i = 0; i < bytes.length; i++) if (written[from + 1 + i] !== bytes[i]) continue next;
      (this.found ??= new Set()).add(key);
    }
  }

  private array(): void {
    const out = this.out, start = out.length;
    this.enter();
    let size = 0;
    this.space();
    if (this.json[this.at] === 0x5d) this.at++;
    else {
      for (;;) {
        this.space();
        this.value();
        size++;
        if (out.length > this.limit) this.overflow(start + 1);
        this.space();
        const c = this.json[this.at++];
        if (c === 0x5d) break;
        if (c !== COMMA) this.fail("a comma or a bracket was expected");
      }
    }
    this.depth--;
    out.closeContainer(start, size, false);
  }

  /** Skips the opening brace or bracket, and reserves one byte for the header. */
  private enter(): void {
    if (++this.depth > MAX_DEPTH) {
      throw new MalformedError(`Cannot read the response as JSON: more than ${MAX_DEPTH} levels deep`);
    }
    this.at++;
    this.out.reserve(1);
    this.out.length++;
  }

  private string(): void {
    const json = this.json, from = ++this.at, end = json.length;
    let at = from;
    for (; at < end; at++) {
      const c = json[at] as number;
      if (c === QUOTE || c === BACKSLASH || c < 0x20) break;
    }
    if (json[at] !== QUOTE) return this.escapedString(from, at);
    this.at = at + 1;
    const size = at - from, out = this.out;
    out.reserve(size + 5);
    out.stringHeader(size);
    const bytes = out.bytes;
    let to = out.length;
    if (size < SHORT_RUN) { for (let i = from; i < at; i++) bytes[to++] = json[i] as number; }
    else bytes.set(json.subarray(from, at), to);
    out.length += size;
  }

  private escapedString(from: number, firstSpecial: number): void {
    const json = this.json;
    let close = firstSpecial;
    for (; json[close] !== QUOTE; close++) {
      const c = json[close];
      if (c === undefined || c < 0x20) this.fail("a string with a control character or without an end");
      if (c === BACKSLASH) close++;
    }
    // Unescaping only shortens a text, so the string is not longer than its escaped text.
    const bytes = new Uint8Array(close - from);
    bytes.set(json.subarray(from, firstSpecial));
    let to = firstSpecial - from;
    for (this.at = firstSpecial; this.at < close;) {
      const c = json[this.at++] as number;
      if (c !== BACKSLASH) bytes[to++] = c;
      else to = this.escape(bytes, to);
    }
    this.at = close + 1;
    this.out.stringHeader(to);
    this.out.raw(bytes.subarray(0, to));
  }

  private escape(bytes: Uint8Array, to: number): number {
    const c = this.json[this.at++] as number;
    if (c !== 0x75) {
      const plain = ESCAPES[c];
      if (plain === undefined) this.fail("an invalid escape sequence");
      bytes[to++] = plain;
      return to;
    }
    let code = this.hex4();
    if (code >= 0xd800 && code < 0xe000) {
      const paired = code < 0xdc00 && this.json[this.at] === BACKSLASH && this.json[this.at + 1] === 0x75;
      if (paired) this.at += 2;
      const low = paired ? this.hex4() : 0;
      if (low < 0xdc00 || low > 0xdfff) {
        this.inexact ??= new InexactError("Cannot store a string exactly: it contains half a surrogate pair");
        return to;
      }
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code < 0x80) bytes[to++] = code;
    else if (code < 0x800) {
      bytes[to++] = 0xc0 | (code >> 6);
      bytes[to++] = 0x80 | (code & 63);
    } else {
      if (code < 0x10000) bytes[to++] = 0xe0 | (code >> 12);
      else {
        bytes[to++] = 0xf0 | (code >> 18);
        bytes[to++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[to++] = 0x80 | ((code >> 6) & 63);
      bytes[to++] = 0x80 | (code & 63);
    }
    return to;
  }

  private hex4(): number {
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const digit = parseInt(String.fromCharCode(this.json[this.at++] ?? 0), 16);
      if (Number.isNaN(digit)) this.fail("an invalid escape sequence");
      code = code * 16 + digit;
    }
    return code;
  }

  private number(): void {
    const json = this.json, from = this.at;
    let at = from;
    const negative = json[at] === 0x2d;
    if (negative) at++;
    const firstDigit = at;
    let whole = 0;
    let c = json[at];
    for (; c !== undefined && c >= 0x30 && c <= 0x39; c = json[++at]) whole = whole * 10 + (c - 0x30);
    const digits = at - firstDigit;
    if (digits === 0) this.fail("a value was expected");
    if (digits > 1 && json[firstDigit] === 0x30) this.fail("a number with a leading zero");
    this.at = at;
    if (c === 0x2e || c === 0x65 || c === 0x45) return this.float(from);
    if (digits <= 15) {
      if (negative && whole === 0) this.out.float(-0);
      else this.out.integer(negative ? -whole : whole);
      return;
    }
    if (digits > MAX_DIGITS) {
      this.inexact ??= new InexactError(
        `Cannot store an integer of ${digits} digits: it exceeds a 64-bit float`,
      );
      return;
    }
    const value = BigInt(latin1(json, from, at));
    if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) {
      return this.out.bigint(value);
    }
    const float = Number(value);
    if (Number.isFinite(float) && BigInt(float) === value) return this.out.float(float);
    this.inexact ??= new InexactError(
      `Cannot store the integer ${String(value).slice(0, 40)} exactly: it has more than 64 bits`,
    );
  }

  private float(from: number): void {
    const json = this.json;
    if (json[this.at] === 0x2e) {
      this.at++;
      this.digits();
    }
    if (json[this.at] === 0x65 || json[this.at] === 0x45) {
      this.at++;
      if (json[this.at] === 0x2b || json[this.at] === 0x2d) this.at++;
      this.digits();
    }
    const text = latin1(json, from, this.at);
    const value = Number(text);
    if (Number.isFinite(value)) this.out.float(value);
    else {this.inexact ??= new InexactError(
        `Cannot store the number ${text.slice(0, 40)}: it exceeds a 64-bit float`,
      );}
  }

  private digits(): void {
    const from = this.at;
    for (let c = this.json[from]; c !== undefined && c >= 0x30 && c <= 0x39; c = this.json[this.at]) {
      this.at++;
    }
    if (this.at === from) this.fail("a digit was expected");
  }

  private fail(what: string): never {
    throw new MalformedError(
      `Cannot read the response as JSON: ${what} at byte ${this.at} of ${this.json.length}`,
    );
  }
}

function itemsOf(extents: readonly (Extent | InexactError)[], page: Uint8Array): (ReadItem | InexactError)[] {
  return extents.map((extent) => {
    if (extent instanceof Error) return extent;
    const { from, to, index, jsonSize, found } = extent;
    return { bytes: page.subarray(from, to), index, jsonSize, found };
  });
}

function byLength(keys: readonly string[]): (readonly { key: string; bytes: Uint8Array }[] | undefined)[] {
  const table: { key: string; bytes: Uint8Array }[][] = [];
  for (const key of keys) (table[key.length] ??= []).push({ key, bytes: new TextEncoder().encode(key) });
  return table;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

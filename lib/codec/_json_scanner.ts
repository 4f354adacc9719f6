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

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a, SPACE = 0x20;
/** The last four bytes of `true`, `false` and `null`, as little-endian numbers. */
const TRUE = 0x65757274, FALSE = 0x65736c61, NULL = 0x6c6c756e;
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
/** The maximum size of a string whose header has one byte, plus one. */
const SHORT = 32;
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
  private readonly watched: (readonly { key: string; bytes: Uint8Array }[] | undefined)[];
  /** A bit for each length of a watched key. */
  private readonly lengths: number;
  private readonly text: DataView;
  private readonly extents: (Extent | InexactError)[] = [];
  private readonly out: MsgpackWriter;
  /** The maximum size of an item. `limit` is the position in the buffer that the current item must not exceed. */
  private readonly most: number;
  private limit = 0;

  constructor(private readonly json: Uint8Array, { watch = [], maxItem = MAX_BODY }: ReadOptions) {
    this.most = maxItem;
    if (!isUtf8(json)) throw new MalformedError("Cannot read the response as JSON: it is not valid UTF-8");
    this.watched = byLength(watch);
    this.lengths = watch.reduce((bits, key) => bits | (1 << key.length), 0);
    this.text = new DataView(json.buffer, json.byteOffset, json.byteLength);
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

  /** Skips white space at the cursor. */
  space(): void {
    this.at = spaceEnd(this.json, this.at);
  }

  end(): void {
    this.space();
    if (this.at !== this.json.length) this.fail("more text after the value", this.at);
  }

  items(): void {
    const json = this.json;
    if (json[this.at++] !== 0x5b) this.fail("an array was expected", this.at);
    this.space();
    if (json[this.at] === 0x5d) {
      this.at++;
      return;
    }
    for (;;) {
      this.space();
      this.item();
      this.space();
      const c = json[this.at++];
      if (c === 0x5d) return;
      if (c !== COMMA) this.fail("a comma or a bracket was expected", this.at);
    }
  }

  item(): void {
    const from = this.out.length, text = this.at;
    const index: EntryIndex = [];
    this.inexact = this.found = null;
    this.limit = from + this.most;
    const isObject = this.json[text] === 0x7b;
    this.at = isObject ? this.object(text, index) : this.value(text);
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

  // The functions below take the position at which they begin, and return the position after what they read. A local
  // variable is faster than the cursor.

  private value(at: number): number {
    switch (this.json[at]) {
      case QUOTE:
        return this.string(at + 1);
      case 0x7b:
        return this.object(at, null);
      case 0x5b:
        return this.array(at);
      case 0x74:
        this.out.boolean(true);
        return this.word("true", TRUE, at);
      case 0x66:
        this.out.boolean(false);
        return this.word("false", FALSE, at);
      case 0x6e:
        this.out.nil();
        return this.word("null", NULL, at);
      default:
        return this.number(at);
    }
  }

  /** Reads a word whose last four bytes are `four`. */
  private word(word: string, four: number, at: number): number {
    const end = at + word.length;
    // The first byte is known.
    if (end <= this.json.length && this.text.getInt32(end - 4, true) === four) return end;
    for (let i = 0; i < word.length; i++) {
      if (this.json[at++] !== word.charCodeAt(i)) this.fail("a value was expected", at);
    }
    return at;
  }

  private object(from: number, index: EntryIndex | null): number {
    const out = this.out, json = this.json, start = out.length;
    let at = spaceEnd(json, this.enter(from)), size = 0;
    if (json[at] === 0x7d) at++;
    else {
      for (;;) {
        if (json[at] !== QUOTE) this.fail("a key was expected", at);
        const key = out.length;
        at = this.string(at + 1);
        if (json[at] !== COLON) {
          at = spaceEnd(json, at);
          if (json[at] !== COLON) this.fail("a colon was expected", at + 1);
        }
        at++;
        if ((json[at] as number) <= SPACE) at = spaceEnd(json, at);
        const value = out.length;
        // The lengths of the keys are also compared modulo 32 here, which rejects most keys.
        if (this.lengths >>> (value - key - 1) & 1 && json[at] !== 0x6e) this.watch(key, value);
        at = this.value(at);
        if (index !== null) index.push(key, value, out.length);
        size++;
        if (out.length > this.limit) this.overflow(start + 1);
        let c = json[at++];
        if (c !== COMMA && c !== 0x7d) {
          at = spaceEnd(json, at - 1);
          c = json[at++];
        }
        if (c === 0x7d) break;
        if (c !== COMMA) this.fail("a comma or a brace was expected", at);
        if ((json[at] as number) <= SPACE) at = spaceEnd(json, at);
      }
    }
    this.depth--;
    const before = out.length;
    out.closeContainer(start, size, true);
    const shift = out.length - before;
    if (index !== null && shift > 0) {
      for (let i = 0; i < index.length; i++) index[i] = (index[i] ?? 0) + shift;
    }
    return at;
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
    const candidates = this.watched[to - from - 1];
    if (candidates === undefined) return;
    const written = this.out.bytes;
    next: for (const { key, bytes } of candidates) {
      for (let i = 0; i < bytes.length; i++) if (written[from + 1 + i] !== bytes[i]) continue next;
      (this.found ??= new Set()).add(key);
    }
  }

  private array(from: number): number {
    const out = this.out, json = this.json, start = out.length;
    let at = spaceEnd(json, this.enter(from)), size = 0;
    if (json[at] === 0x5d) at++;
    else {
      for (;;) {
        at = this.value(at);
        size++;
        if (out.length > this.limit) this.overflow(start + 1);
        let c = json[at++];
        if (c !== COMMA && c !== 0x5d) {
          at = spaceEnd(json, at - 1);
          c = json[at++];
        }
        if (c === 0x5d) break;
        if (c !== COMMA) this.fail("a comma or a bracket was expected", at);
        if ((json[at] as number) <= SPACE) at = spaceEnd(json, at);
      }
    }
    this.depth--;
    out.closeContainer(start, size, false);
    return at;
  }

  /** Skips the opening brace or bracket, and reserves one byte for the header. */
  private enter(at: number): number {
    if (++this.depth > MAX_DEPTH) {
      throw new MalformedError(`Cannot read the response as JSON: more than ${MAX_DEPTH} levels deep`);
    }
    this.out.reserve(1);
    this.out.length++;
    return at + 1;
  }

  /**
   * Reads a string after its opening quote. A string of up to 31 bytes is copied while its end is searched, four bytes
   * at a time: its header has one byte.
   */
  private string(from: number): number {
    const text = this.text, out = this.out;
    out.reserve(1 + SHORT);
    const view = out.view, start = out.length;
    const last = Math.min(from + SHORT, this.json.length) - 4;
    let at = from, to = start + 1;
    for (; at <= last; at += 4, to += 4) {
      const four = text.getInt32(at, true), stops = stopsIn(four);
      view.setInt32(to, four, true);
      if (stops === 0) continue;
      at += firstIn(stops);
      if (this.json[at] !== QUOTE) return this.escapedString(from, at);
      out.bytes[start] = 0xa0 | (at - from);
      out.length = start + 1 + at - from;
      return at + 1;
    }
    return this.longString(from, at);
  }

  /** Reads a string whose bytes before `at` are known. */
  private longString(from: number, at: number): number {
    const { text, json, out } = this, end = json.length;
    for (let stops = 0; at <= end - 4; at += 4) {
      stops = stopsIn(text.getInt32(at, true));
      if (stops === 0) continue;
      at += firstIn(stops);
      break;
    }
    for (; at < end; at++) {
      const c = json[at] as number;
      if (c === QUOTE || c === BACKSLASH || c < SPACE) break;
    }
    if (json[at] !== QUOTE) return this.escapedString(from, at);
    const size = at - from;
    out.reserve(size + 5);
    out.stringHeader(size);
    const bytes = out.bytes;
    let to = out.length;
    if (size < SHORT_RUN) { for (let i = from; i < at; i++) bytes[to++] = json[i] as number; }
    else bytes.set(json.subarray(from, at), to);
    out.length += size;
    return at + 1;
  }

  private escapedString(from: number, firstSpecial: number): number {
    const json = this.json;
    let close = firstSpecial;
    for (; json[close] !== QUOTE; close++) {
      const c = json[close];
      if (c === undefined || c < SPACE) {
        this.fail("a string with a control character or without an end", from);
      }
      if (c === BACKSLASH) close++;
    }
    // Unescaping only shortens a text, so the string and its header are not longer than those of its escaped text.
    const out = this.out, most = headerSize(close - from);
    out.reserve(most + close - from);
    const bytes = out.bytes, start = out.length + most;
    let to = start;
    for (let i = from; i < firstSpecial; i++) bytes[to++] = json[i] as number;
    for (this.at = firstSpecial; this.at < close;) {
      const c = json[this.at++] as number;
      if (c !== BACKSLASH) bytes[to++] = c;
      else to = this.escape(bytes, to);
    }
    const size = to - start, shift = most - headerSize(size);
    if (shift > 0) bytes.copyWithin(start - shift, start, to);
    out.stringHeader(size);
    out.length += size;
    return close + 1;
  }

  /** Reads the escape sequence whose backslash is before the cursor. */
  private escape(bytes: Uint8Array, to: number): number {
    const c = this.json[this.at++] as number;
    if (c !== 0x75) {
      const plain = ESCAPES[c];
      if (plain === undefined) this.fail("an invalid escape sequence", this.at);
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
      if (Number.isNaN(digit)) this.fail("an invalid escape sequence", this.at);
      code = code * 16 + digit;
    }
    return code;
  }

  private number(from: number): number {
    const json = this.json;
    let at = from;
    const negative = json[at] === 0x2d;
    if (negative) at++;
    const firstDigit = at;
    let whole = 0;
    let c = json[at];
    for (; c !== undefined && c >= 0x30 && c <= 0x39; c = json[++at]) whole = whole * 10 + (c - 0x30);
    const digits = at - firstDigit;
    // The position is that of the sign, as before any digit was read.
    if (digits === 0) this.fail("a value was expected", from);
    if (digits > 1 && json[firstDigit] === 0x30) this.fail("a number with a leading zero", from);
    if (c === 0x2e || c === 0x65 || c === 0x45) return this.float(from, at);
    if (digits > 15) this.largeInteger(from, at, digits);
    else if (negative && whole === 0) this.out.float(-0);
    else this.out.integer(negative ? -whole : whole);
    return at;
  }

  private largeInteger(from: number, at: number, digits: number): void {
    if (digits > MAX_DIGITS) {
      this.inexact ??= new InexactError(
        `Cannot store an integer of ${digits} digits: it exceeds a 64-bit float`,
      );
      return;
    }
    const value = BigInt(latin1(this.json, from, at));
    if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) {
      return this.out.bigint(value);
    }
    const float = Number(value);
    if (Number.isFinite(float) && BigInt(float) === value) return this.out.float(float);
    this.inexact ??= new InexactError(
      `Cannot store the integer ${String(value).slice(0, 40)} exactly: it has more than 64 bits`,
    );
  }

  private float(from: number, at: number): number {
    const json = this.json;
    if (json[at] === 0x2e) at = this.digits(at + 1);
    if (json[at] === 0x65 || json[at] === 0x45) {
      at++;
      if (json[at] === 0x2b || json[at] === 0x2d) at++;
      at = this.digits(at);
    }
    const text = latin1(json, from, at);
    const value = Number(text);
    if (Number.isFinite(value)) this.out.float(value);
    else {this.inexact ??= new InexactError(
        `Cannot store the number ${text.slice(0, 40)}: it exceeds a 64-bit float`,
      );}
    return at;
  }

  private digits(from: number): number {
    let at = from;
    for (let c = this.json[at]; c !== undefined && c >= 0x30 && c <= 0x39; c = this.json[at]) at++;
    if (at === from) this.fail("a digit was expected", at);
    return at;
  }

  private fail(what: string, at: number): never {
    throw new MalformedError(
      `Cannot read the response as JSON: ${what} at byte ${at} of ${this.json.length}`,
    );
  }
}

/** Returns the position of the first byte from `at` on that is not white space. */
function spaceEnd(json: Uint8Array, at: number): number {
  for (let c = json[at]; c === SPACE || c === 0x0a || c === 0x0d || c === 0x09; c = json[at]) at++;
  return at;
}

/** Returns the number of bytes before the text of a string of `size` bytes. */
function headerSize(size: number): number {
  return size < 32 ? 1 : size < 0x100 ? 2 : size < 0x10000 ? 3 : 5;
}

/**
 * Returns a number with the highest bit set of each byte of `four` that is a quote, a backslash or a control character.
 * Bytes above the first such byte may be wrong.
 */
function stopsIn(four: number): number {
  const quotes = four ^ 0x22222222, slashes = four ^ 0x5c5c5c5c;
  return (((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes) |
    ((four - 0x20202020) & ~four)) & 0x80808080;
}

/** Returns the number of the first byte whose highest bit is set. */
function firstIn(stops: number): number {
  return (31 - Math.clz32(stops & -stops)) >> 3;
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

/**
 * The canonical form of a body: its MessagePack without empty values and without the parts that never count, with the
 * keys of every map sorted by their bytes. Two bodies with the same canonical form count as unchanged.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";
import { type FormRules, isIdKey, isName, type KeyRule } from "./form_rules.ts";
import { checkDepth } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

const scratch = new MsgpackWriter(1 << 18);

/** Options of {@linkcode canonical}. */
export interface CanonicalOptions {
  /** Whether empty values are kept as they were served. Used to show differences. */
  keepNothing?: boolean;
}

/**
 * Returns the canonical form of one value. The returned bytes are valid until the next call.
 *
 * @throws {DamagedBodyError} if `bytes` is not MessagePack of this codec.
 */
export function canonical(
  bytes: Uint8Array,
  rules: FormRules,
  { keepNothing = false }: CanonicalOptions = {},
): Uint8Array {
  scratch.length = stack.top = 0;
  new Walk(bytes, keepNothing).value(rules);
  return scratch.bytes.subarray(0, scratch.length);
}

/** The tags of null, `""`, `[]`, `false` and `true`. */
const NIL = 0xc0, NO_TEXT = 0xa0, NO_ENTRIES = 0x90, FALSE = 0xc2, TRUE = 0xc3;

class Walk {
  private at = 0;
  /** The number of open containers. */
  private depth = 0;
  readonly view: DataView;

  constructor(readonly bytes: Uint8Array, private readonly keepNothing: boolean) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(rules: FormRules): void {
    const bytes = this.bytes, from = this.at, tag = bytes[from];
    if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
    if (tag >= 0x80 && tag < 0x90) {
      this.at++;
      this.map(tag & 15, rules);
    } else if (tag >= 0x90 && tag < 0xa0) {
      this.at++;
      this.array(tag & 15, rules);
    } else if (tag === 0xde || tag === 0xdf) this.map(this.size(tag === 0xde ? 2 : 4), rules);
    else if (tag === 0xdc || tag === 0xdd) this.array(this.size(tag === 0xdc ? 2 : 4), rules);
    else {
      this.at = this.leafEnd(from, tag);
      this.copy(from, this.at);
    }
  }

  /** Writes an array. An empty entry is kept, so that the other entries keep their positions. */
  private array(size: number, rules: FormRules): void {
    checkDepth(this.depth++);
    scratch.arrayHeader(size);
    for (let i = 0; i < size; i++) this.entry(rules);
    this.depth--;
  }

  private entry(rules: FormRules): void {
    const tag = this.bytes[this.at], keeps = rules.keepsNothing || this.keepNothing;
    if (!keeps && (tag === NO_TEXT || tag === NO_ENTRIES)) {
      scratch.nil();
      this.at++;
    } else this.value(rules);
  }

  private map(size: number, rules: FormRules): void {
    checkDepth(this.depth++);
    const { bytes, view } = this, body = this.at, keeps = rules.keepsNothing || this.keepNothing;
    const start = scratch.length, first = stack.top;
    scratch.reserve(1);
    scratch.length++;
    let ordered = true, holds: boolean | undefined;
    for (let i = 0; i < size; i++) {
      const key = this.at, tag = bytes[key];
      if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
      const end = this.leafEnd(key, tag), text = end - this.stringSize(key, tag);
      this.at = end;
      let rule = rules.find(bytes, view, text, end);
      if (rule !== null && rule.then !== null && (holds ??= this.holds(body, size, rules))) rule = rule.then;
      if (rule !== null && rule.drops) {
        this.skip();
        continue;
      }
      if (!keeps && isNothing(bytes[end], rule)) {
        this.at++;
        continue;
      }
      const out = scratch.length, entry = stack.push(this, text, end, out);
      const inner = rule === null ? rules.other : rule.inner, next = bytes[end] ?? NIL;
      if (isShortLeaf(next)) {
        this.at = this.leafEnd(end, next);
        this.copy(key, this.at);
        stack.setTo(entry, scratch.length);
        if (entry > first && stack.compare(bytes, entry - ENTRY, entry) > 0) ordered = false;
        continue;
      }
      this.copy(key, end);
      const at = scratch.length;
      if (!inner.keepsNothing && mayHoldIds(next) && isIdKey(bytes, text, end)) this.ids(inner);
      else this.value(inner);
      if (rule !== null && rule.optional && !keeps && isEmptyMap(at)) {
        // Nothing is left in the object.
        scratch.length = out;
        stack.top = entry;
        continue;
      }
      stack.setTo(entry, scratch.length);
      if (entry > first && stack.compare(bytes, entry - ENTRY, entry) > 0) ordered = false;
    }
    const count = (stack.top - first) / ENTRY;
    if (!ordered) this.sort(start + 1, first);
    stack.top = first;
    scratch.closeContainer(start, count, true);
    this.depth--;
  }

  /** Writes an id or a list of ids. An id that is a number is written as text. */
  private ids(rules: FormRules): void {
    const from = this.at, tag = this.bytes[from];
    if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
    if (isWhole(tag)) {
      this.at = this.leafEnd(from, tag);
      scratch.string(tag < 0x80 ? String(tag) : this.digits(from + 1, this.at));
    } else if (isList(tag)) {
      const size = tag < 0xa0 ? tag & 15 : this.size(tag === 0xdc ? 2 : 4);
      if (tag < 0xa0) this.at++;
      scratch.arrayHeader(size);
      for (let i = 0; i < size; i++) {
        if (isWhole(this.bytes[this.at])) this.ids(rules);
        else this.entry(rules);
      }
    } else this.value(rules);
  }

  /** Returns the digits of the unsigned integer in the bytes from `from` to `to`. */
  private digits(from: number, to: number): string {
    if (to - from < 8) return String(this.number(from, to - from));
    return String(this.number(from, 4) > 0x1fffff ? this.large(from) : this.number(from, 8));
  }

  private large(from: number): bigint {
    return BigInt(this.number(from, 4)) * 0x100000000n + BigInt(this.number(from + 4, 4));
  }

  /** Whether the map whose entries begin at `body` has the property on which some of its rules depend. */
  private holds(body: number, size: number, { condition, keepsNothing }: FormRules): boolean {
    if (condition === null) return false;
    const { bytes, at } = this;
    let says = false;
    this.at = body;
    for (let i = 0; i < size && !says; i++) {
      const key = this.at, tag = bytes[key];
      if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
      const end = this.at = this.leafEnd(key, tag);
      says = isName(condition, bytes, end - this.stringSize(key, tag), end) &&
        (keepsNothing || !isNothing(bytes[end], null));
      this.skip();
    }
    this.at = at;
    return says;
  }

  /** Sorts the entries written since `start` by their keys. */
  private sort(start: number, first: number): void {
    const order = stack.sorted(this.bytes, first), count = (stack.top - first) / ENTRY;
    sorted.length = 0;
    sorted.reserve(scratch.length - start);
    for (let i = 0; i < count; i++) {
      const entry = order[i] as number, from = stack.from(entry), to = stack.to(entry);
      copyBytes(scratch, from, to, sorted, sorted.length);
      sorted.length += to - from;
    }
    copyBytes(sorted, 0, sorted.length, scratch, start);
  }

  /** Skips a value. */
  private skip(): void {
    const bytes = this.bytes;
    let at = this.at;
    for (let left = 1; left > 0; left--) {
      const tag = bytes[at];
      if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
      if (tag >= 0xa0 && tag < 0xc0) at += 1 + (tag & 31);
      else if (tag < 0x80 || tag === NIL || tag === FALSE || tag === TRUE) at++;
      else if (tag < 0x90) at++, left += 2 * (tag & 15);
      else if (tag < 0xa0) at++, left += tag & 15;
      else if (tag >= 0xdc && tag <= 0xdf) {
        this.at = at;
        left += this.size(tag & 1 ? 4 : 2) * (tag >= 0xde ? 2 : 1);
        at = this.at;
      } else at = this.leafEnd(at, tag);
    }
    if (at > bytes.length) throw new DamagedBodyError("Cannot decode the body: it ends too early");
    this.at = at;
  }

  private copy(from: number, to: number): void {
    scratch.reserve(to - from);
    copyBytes(this, from, to, scratch, scratch.length);
    scratch.length += to - from;
  }

  private size(width: 2 | 4): number {
    const size = this.number(this.at + 1, width);
    this.at += 1 + width;
    return size;
  }

  private number(at: number, width: number): number {
    if (at + width > this.bytes.length) {
      throw new DamagedBodyError("Cannot decode the body: it ends too early");
    }
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + (this.bytes[at + i] as number);
    return value;
  }

  private stringSize(at: number, tag: number): number {
    if (tag >= 0xa0 && tag < 0xc0) return tag & 31;
    if (tag >= 0xd9 && tag <= 0xdb) return this.number(at + 1, 1 << (tag - 0xd9));
    throw new DamagedBodyError("Cannot decode the body: a key is not a string");
  }

  private leafEnd(at: number, tag: number): number {
    const short = at + 1 + (tag & 31);
    // Most leaves are keys and short strings.
    if (tag >= 0xa0 && tag < 0xc0 && short <= this.bytes.length) return short;
    const fixed = fixedSize(tag);
    // Uses no closure and no object, because it runs for each value of each body.
    const end = at + (fixed > 0 ? fixed : 1 + (1 << (tag - 0xd9)) + this.stringSize(at, tag));
    if (end > this.bytes.length) throw new DamagedBodyError("Cannot decode the body: it ends too early");
    return end;
  }
}

/** The count of numbers that an entry takes on the stack. */
const ENTRY = 5;

/** The maximum number of entries that are sorted by insertion. */
const FEW = 200;

/**
 * The entries of the open maps, five numbers each: the first four bytes of the key as one number, the start and end of
 * its text in the source, the start and end of the entry in the output.
 */
class EntryStack {
  top = 0;
  private numbers = new Uint32Array(4096);
  private order = new Uint32Array(FEW);

  push({ bytes, view }: Viewed, text: number, end: number, out: number): number {
    const entry = this.top;
    if (entry + ENTRY > this.numbers.length) {
      const grown = new Uint32Array(this.numbers.length * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[entry] = end - text >= 4 ? view.getUint32(text) : shortPrefix(bytes, text, end);
    this.numbers[entry + 1] = text;
    this.numbers[entry + 2] = end;
    this.numbers[entry + 3] = out;
    this.top += ENTRY;
    return entry;
  }

  setTo(entry: number, to: number): void {
    this.numbers[entry + 4] = to;
  }

  from(entry: number): number {
    return this.numbers[entry + 3] as number;
  }

  to(entry: number): number {
    return this.numbers[entry + 4] as number;
  }

  /** Compares the keys of two entries by their bytes. */
  compare(bytes: Uint8Array, a: number, b: number): number {
    const numbers = this.numbers;
    const prefix = (numbers[a] as number) - (numbers[b] as number);
    if (prefix !== 0) return prefix;
    let i = numbers[a + 1] as number, j = numbers[b + 1] as number;
    const endA = numbers[a + 2] as number, endB = numbers[b + 2] as number;
    for (; i < endA && j < endB; i++, j++) {
      const difference = (bytes[i] as number) - (bytes[j] as number);
      if (difference !== 0) return difference;
    }
    return (endA - i) - (endB - j);
  }

  /** Returns the entries from `first` on in the order of their keys. The array is valid until the next call. */
  sorted(bytes: Uint8Array, first: number): Uint32Array {
    const count = (this.top - first) / ENTRY;
    if (this.order.length < count) this.order = new Uint32Array(2 * count);
    const order = this.order;
    for (let i = 0; i < count; i++) order[i] = first + i * ENTRY;
    if (count > FEW) order.subarray(0, count).sort((a, b) => this.compare(bytes, a, b));
    else this.insert(bytes, count);
    return order;
  }

  /** Sorts by insertion, because most maps are small and nearly sorted. Entries with the same key keep their order. */
  private insert(bytes: Uint8Array, count: number): void {
    const order = this.order;
    for (let i = 1; i < count; i++) {
      const entry = order[i] as number;
      let low = 0, high = i;
      // The first comparison is with the entry before, the others halve what is left.
      for (let middle = i - 1; low < high; middle = (low + high) >> 1) {
        if (this.compare(bytes, order[middle] as number, entry) > 0) high = middle;
        else low = middle + 1;
      }
      for (let to = i; to > low; to--) order[to] = order[to - 1] as number;
      order[low] = entry;
    }
  }
}

/** Returns the first four bytes of a key that has less, as one number. Missing bytes are 0. */
function shortPrefix(bytes: Uint8Array, text: number, end: number): number {
  let prefix = 0;
  for (let i = 0; i < 4; i++) prefix = prefix * 256 + (text + i < end ? bytes[text + i] as number : 0);
  return prefix;
}

const stack = new EntryStack();
const sorted = new MsgpackWriter(1 << 18);

/**
 * The size from which bytes are copied by the engine. For a short range, a call into the engine takes longer and
 * creates an object.
 */
const SHORT_RUN = 128;

/** Bytes, and a view of them. */
interface Viewed {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Copies the bytes between `from` and `to` to `target` at `at`, four at a time. Takes no options object, because the
 * function runs for each value.
 */
function copyBytes(source: Viewed, from: number, to: number, target: Viewed, at: number): void {
  if (to - from >= SHORT_RUN) return target.bytes.set(source.bytes.subarray(from, to), at);
  const read = source.view, write = target.view;
  for (; from <= to - 4; from += 4, at += 4) write.setInt32(at, read.getInt32(from, true), true);
  const left = source.bytes, bytes = target.bytes;
  while (from < to) bytes[at++] = left[from++] as number;
}

/** Whether a value that begins with `tag` is an integer that is not negative. */
function isWhole(tag: number | undefined): boolean {
  return tag !== undefined && (tag < 0x80 || (tag >= 0xcc && tag <= 0xcf));
}

/** Whether a value that begins with `tag` is null, a boolean or a string of less than 32 bytes. */
function isShortLeaf(tag: number): boolean {
  return tag >= 0xa0 && tag <= 0xc3;
}

/** Whether the output after `at` is exactly one empty map. */
function isEmptyMap(at: number): boolean {
  return scratch.length === at + 1 && scratch.bytes[at] === 0x80;
}

function isList(tag: number): boolean {
  return (tag >= 0x90 && tag < 0xa0) || tag === 0xdc || tag === 0xdd;
}

function mayHoldIds(tag: number | undefined): boolean {
  return tag !== undefined && (isWhole(tag) || isList(tag));
}

/** Whether a value that begins with `tag` is empty under its key. Every empty value has one byte. */
function isNothing(tag: number | undefined, rule: KeyRule | null): boolean {
  if (tag === NIL) return true;
  if (tag === NO_TEXT || tag === NO_ENTRIES) return rule === null || !rule.verbatim;
  return tag === FALSE && rule !== null && rule.twoValued;
}

/** Returns the size of a leaf that begins with `tag`, in bytes. 0 for a string whose size follows the tag. */
function fixedSize(tag: number): number {
  if (tag < 0x80 || tag >= 0xe0 || tag === 0xc0 || tag === 0xc2 || tag === 0xc3) return 1;
  if (tag >= 0xa0 && tag < 0xc0) return 1 + (tag & 31);
  if (tag >= 0xd9 && tag <= 0xdb) return 0;
  if (tag === 0xcc || tag === 0xd0) return 2;
  if (tag === 0xcd || tag === 0xd1) return 3;
  if (tag === 0xce || tag === 0xd2) return 5;
  if (tag === 0xcb || tag === 0xcf || tag === 0xd3) return 9;
  throw new DamagedBodyError(`Cannot decode the body: unknown byte 0x${tag.toString(16)}`);
}

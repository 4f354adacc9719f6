/**
 * Reads MessagePack that {@linkcode readJson} wrote: decodes values, skips them, and counts them.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";
import { stringAt } from "./_strings.ts";
import { TextTable } from "./_text_table.ts";
import { MAX_VALUES } from "./limits.ts";
import { isIndex, type JsonObject, type JsonValue, rememberServed, setKey } from "./json_value.ts";

/** The maximum nesting depth that is read from JSON. */
export const MAX_DEPTH = 1000;

/**
 * The maximum nesting depth of a stored body. This limit is higher, because the parts of an item are stored some levels
 * deep in its body.
 */
const DEEPEST = 2 * MAX_DEPTH;

/** The header or scalar at a position: a container with its size, a string with its byte length, or a scalar. */
export type Token =
  | { kind: "map" | "array" | "string"; size: number }
  | { kind: "scalar"; value: null | boolean | number | bigint; float: boolean };

/** A key of an object. */
interface Key {
  readonly text: string;
  /** Whether JavaScript sorts the key as a number. */
  readonly isIndex: boolean;
}

/** The keys of bodies. Most bodies have the same ones. */
const keys = new TextTable<Key>((text) => ({ text, isIndex: isIndex(text) }));

/** The tag of a float. */
const FLOAT = 0xcb;

/**
 * Decides whether to skip the value of a key. `object` contains the properties that were read before, `depth` is the
 * object's nesting depth.
 */
export type PassesOver = (key: string, object: JsonObject, depth: number) => boolean;

/** A cursor over MessagePack. */
export class MsgpackReader {
  private lazyView: DataView | undefined;
  /** The number of values in the containers read so far. */
  private values = 0;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    private readonly passesOver: PassesOver | null = null,
  ) {}

  /**
   * Reads the next header or scalar. After a header, the cursor is at the content.
   *
   * @throws {DamagedBodyError} if the byte is not one that this codec writes, or if the bytes end.
   */
  token(): Token {
    const tag = this.bytes[this.at++];
    if (tag === undefined) throw new DamagedBodyError("Cannot decode the body: it ends too early");
    if (tag < 0x80) return scalar(tag);
    if (tag < 0x90) return { kind: "map", size: tag & 15 };
    if (tag < 0xa0) return { kind: "array", size: tag & 15 };
    if (tag < 0xc0) return { kind: "string", size: tag & 31 };
    if (tag >= 0xe0) return scalar(tag - 256);
    try {
      return this.tagged(tag);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new DamagedBodyError("Cannot decode the body: it ends too early", { cause: error });
    }
  }

  /** Reads a complete value. Integers beyond 2^53 are `bigint`. `__proto__` is treated like any other key. */
  value(depth = 0): JsonValue {
    // A fast path for the most frequent values: it creates no token.
    const tag = this.bytes[this.at];
    if (tag !== undefined && tag < 0xc0) {
      this.at++;
      if (tag < 0x80) return tag;
      if (tag >= 0xa0) return this.text(tag & 31);
      return tag < 0x90 ? this.object(tag & 15, depth) : this.array(tag & 15, depth);
    }
    const token = this.token();
    if (token.kind === "scalar") return token.value;
    if (token.kind === "string") return this.text(token.size);
    return token.kind === "map" ? this.object(token.size, depth) : this.array(token.size, depth);
  }

  /** Reads the key of a map entry. */
  key(): string {
    return this.keyHere().text;
  }

  /** Reads a string of `size` bytes of UTF-8. */
  text(size: number): string {
    const at = this.advance(size);
    return stringAt(this.bytes, at, size);
  }

  /** Skips one value. */
  skip(): void {
    const { bytes } = this;
    for (let left = 1; left > 0; left--) {
      const tag = bytes[this.at];
      // A fast path for the most frequent values: it creates no token.
      if (tag !== undefined && tag < 0xc0) {
        this.at++;
        if (tag >= 0xa0) this.at += tag & 31;
        else if (tag >= 0x90) left += tag & 15;
        else if (tag >= 0x80) left += 2 * (tag & 15);
        continue;
      }
      if (tag === 0xd9) {
        this.at += 2 + (bytes[this.at + 1] ?? 0);
        continue;
      }
      if (tag === 0xc0 || tag === 0xc2 || tag === 0xc3) {
        this.at++;
        continue;
      }
      const token = this.token();
      if (token.kind === "string") this.at += token.size;
      else if (token.kind === "array") left += token.size;
      else if (token.kind === "map") left += 2 * token.size;
    }
    if (this.at > bytes.length) throw new DamagedBodyError("Cannot decode the body: it ends too early");
  }

  private array(size: number, depth: number): JsonValue[] {
    checkDepth(depth);
    this.count(size);
    const array: JsonValue[] = [];
    let floats: Set<string> | null = null;
    for (let i = 0; i < size; i++) {
      const isFloat = this.bytes[this.at] === FLOAT, value = this.value(depth + 1);
      if (isFloat && Number.isInteger(value)) (floats ??= new Set()).add(String(i));
      array.push(value);
    }
    if (floats !== null) rememberServed(array, { floats });
    return array;
  }

  private object(size: number, depth: number): JsonObject {
    checkDepth(depth);
    this.count(size);
    const object: JsonObject = {}, start = this.at;
    let floats: Set<string> | null = null, sorts = false;
    for (let i = 0; i < size; i++) {
      const key = this.keyHere();
      if (this.passesOver !== null && this.passesOver(key.text, object, depth)) {
        this.skip();
        continue;
      }
      const isFloat = this.bytes[this.at] === FLOAT, value = this.value(depth + 1);
      if (isFloat && Number.isInteger(value)) (floats ??= new Set()).add(key.text);
      sorts ||= key.isIndex;
      setKey(object, key.text, value);
    }
    if (sorts || floats !== null) {
      rememberServed(object, {
        ...(sorts && { keys: this.keysFrom(start, size) }),
        ...(floats !== null && { floats }),
      });
    }
    return object;
  }

  /** Counts the values, because a byte of a body can take a hundred bytes of memory. */
  private count(size: number): void {
    if ((this.values += size) > MAX_VALUES) throw tooMany();
  }

  /** Returns the keys of a map whose content starts at `start`. The cursor does not move. */
  private keysFrom(start: number, size: number): string[] {
    const reader = new MsgpackReader(this.bytes, start);
    return Array.from({ length: size }, () => {
      const key = reader.key();
      reader.skip();
      return key;
    });
  }

  private keyHere(): Key {
    const at = this.skipKey();
    return keys.get(this.bytes, this.view, at, this.at - at);
  }

  /** Skips the key of a map entry. Returns where its text starts; the text ends at the cursor. */
  skipKey(): number {
    const tag = this.bytes[this.at] ?? 0;
    if (tag >= 0xa0 && tag < 0xc0) {
      this.at++;
      return this.advance(tag & 31);
    }
    const token = this.token();
    if (token.kind === "string") return this.advance(token.size);
    throw new DamagedBodyError("Cannot decode the body: a key is not a string");
  }

  /** Skips `size` bytes of text and returns where they start. */
  private advance(size: number): number {
    const at = this.at;
    if (at + size > this.bytes.length) {
      throw new DamagedBodyError("Cannot decode the body: a string ends too early");
    }
    this.at = at + size;
    return at;
  }

  /** A view of the bytes. */
  get view(): DataView {
    if (this.lazyView !== undefined) return this.lazyView;
    const { buffer, byteOffset, byteLength } = this.bytes;
    return this.lazyView = new DataView(buffer, byteOffset, byteLength);
  }

  private tagged(tag: number): Token {
    const { view, at } = this;
    switch (tag) {
      case 0xc0:
        return scalar(null);
      case 0xc2:
        return scalar(false);
      case 0xc3:
        return scalar(true);
      case 0xcb:
        this.at += 8;
        return { kind: "scalar", value: view.getFloat64(at), float: true };
      case 0xcc:
        this.at += 1;
        return scalar(view.getUint8(at));
      case 0xcd:
        this.at += 2;
        return scalar(view.getUint16(at));
      case 0xce:
        this.at += 4;
        return scalar(view.getUint32(at));
      case 0xcf:
        this.at += 8;
        return scalar(narrowed(view.getBigUint64(at)));
      case 0xd0:
        this.at += 1;
        return scalar(view.getInt8(at));
      case 0xd1:
        this.at += 2;
        return scalar(view.getInt16(at));
      case 0xd2:
        this.at += 4;
        return scalar(view.getInt32(at));
      case 0xd3:
        this.at += 8;
        return scalar(narrowed(view.getBigInt64(at)));
      case 0xd9:
        this.at += 1;
        return { kind: "string", size: view.getUint8(at) };
      case 0xda:
        this.at += 2;
        return { kind: "string", size: view.getUint16(at) };
      case 0xdb:
        this.at += 4;
        return { kind: "string", size: view.getUint32(at) };
      case 0xdc:
        this.at += 2;
        return { kind: "array", size: view.getUint16(at) };
      case 0xdd:
        this.at += 4;
        return { kind: "array", size: view.getUint32(at) };
      case 0xde:
        this.at += 2;
        return { kind: "map", size: view.getUint16(at) };
      case 0xdf:
        this.at += 4;
        return { kind: "map", size: view.getUint32(at) };
      default:
        throw new DamagedBodyError(
          `Cannot decode the body: unknown byte 0x${tag.toString(16)}`,
        );
    }
  }
}

/** Returns the error for a body with more values than {@linkcode MAX_VALUES}. */
export function tooMany(): DamagedBodyError {
  return new DamagedBodyError(`Cannot decode the body: it has more than ${MAX_VALUES} values`);
}

/**
 * Checks the nesting depth, because damaged bytes can nest deeper than any stack.
 *
 * @throws {DamagedBodyError} if `depth` is over the limit.
 */
export function checkDepth(depth: number): void {
  if (depth <= DEEPEST) return;
  throw new DamagedBodyError(`Cannot decode the body: it is more than ${DEEPEST} levels deep`);
}

function scalar(value: null | boolean | number | bigint): Token {
  return { kind: "scalar", value, float: false };
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * Decodes a complete body. Values for which `passesOver` returns true are skipped and not decoded.
 *
 * @throws {DamagedBodyError} if `bytes` is not exactly one value.
 */
export function decode(bytes: Uint8Array, passesOver?: PassesOver): JsonValue {
  const reader = new MsgpackReader(bytes, 0, passesOver ?? null);
  const value = reader.value();
  if (reader.at !== bytes.length) {
    throw new DamagedBodyError("Cannot decode the body: more bytes after the value");
  }
  return value;
}

/** Returns the number of values in all containers of a body. A body has no more values than bytes. */
export function countValues(bytes: Uint8Array): number {
  const reader = new MsgpackReader(bytes);
  let values = 0;
  while (reader.at < bytes.length) {
    const token = reader.token();
    if (token.kind === "string") reader.at += token.size;
    else if (token.kind !== "scalar") values += token.size;
  }
  return values;
}

/**
 * Walks MessagePack as {@linkcode readJson} writes it: values, skipping, and back to JSON text.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";
import { isIndex, rememberServed, setKey } from "./json_value.ts";
import type { JsonValue } from "./msgpack_writer.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The deepest nesting that is read from JSON. */
export const MAX_DEPTH = 1000;

/** The deepest nesting of a stored body: what belongs to an item stands some levels down in it. */
const DEEPEST = 2 * MAX_DEPTH;

/** What stands at a position: a container with its size, a string with its byte length, or a scalar. */
export type Token =
  | { kind: "map" | "array" | "string"; size: number }
  | { kind: "scalar"; value: null | boolean | number | bigint; float: boolean };

/** The tag of a float. */
const FLOAT = 0xcb;

/** A cursor over MessagePack. */
export class MsgpackReader {
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array, public at = 0) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Reads the next header or scalar; the cursor then stands on the content.
   *
   * @throws {DamagedBodyError} on a byte this codec never writes, or at the end.
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

  /** Reads a whole value. Integers beyond 2^53 are `bigint`; `__proto__` is a key like any other. */
  value(depth = 0): JsonValue {
    checkDepth(depth);
    const token = this.token();
    if (token.kind === "scalar") return token.value;
    if (token.kind === "string") return this.text(token.size);
    if (token.kind === "array") {
      const array: JsonValue[] = [];
      const floats = new Set<string>();
      for (let i = 0; i < token.size; i++) {
        const isFloat = this.bytes[this.at] === FLOAT, value = this.value(depth + 1);
        if (isFloat && Number.isInteger(value)) floats.add(String(i));
        array.push(value);
      }
      if (floats.size > 0) rememberServed(array, { floats });
      return array;
    }
    const object: { [key: string]: JsonValue } = {};
    const keys: string[] = [], floats = new Set<string>();
    let sorts = false;
    for (let i = 0; i < token.size; i++) {
      const key = this.key(), isFloat = this.bytes[this.at] === FLOAT, value = this.value(depth + 1);
      if (isFloat && Number.isInteger(value)) floats.add(key);
      keys.push(key);
      sorts ||= isIndex(key);
      setKey(object, key, value);
    }
    if (sorts || floats.size > 0) rememberServed(object, { ...(sorts && { keys }), floats });
    return object;
  }

  /** Reads a map's key. */
  key(): string {
    const token = this.token();
    if (token.kind !== "string") throw new DamagedBodyError("Cannot decode the body: a key is not a string");
    return this.text(token.size);
  }

  /** Reads `size` bytes of UTF-8. */
  text(size: number): string {
    const bytes = this.bytes.subarray(this.at, this.at + size);
    if (bytes.length < size) throw new DamagedBodyError("Cannot decode the body: a string ends too early");
    this.at += size;
    try {
      return decoder.decode(bytes);
    } catch (error) {
      throw new DamagedBodyError("Cannot decode the body: a string is not valid UTF-8", { cause: error });
    }
  }

  /** Steps over one value. */
  skip(): void {
    for (let left = 1; left > 0; left--) {
      const token = this.token();
      if (token.kind === "string") this.at += token.size;
      else if (token.kind === "array") left += token.size;
      else if (token.kind === "map") left += 2 * token.size;
    }
    if (this.at > this.bytes.length) throw new DamagedBodyError("Cannot decode the body: it ends too early");
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
          `Cannot decode the body: byte 0x${tag.toString(16)} is none this codec writes`,
        );
    }
  }
}

/**
 * Damaged bytes can nest deeper than any stack.
 *
 * @throws {DamagedBodyError}
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
 * Decodes a whole body.
 *
 * @throws {DamagedBodyError} when `bytes` is not exactly one value.
 */
export function decode(bytes: Uint8Array): JsonValue {
  const reader = new MsgpackReader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) {
    throw new DamagedBodyError("Cannot decode the body: more bytes after the value");
  }
  return value;
}

/**
 * Writes MessagePack. Every header is the shortest that its value allows, so the bytes equal those of
 * `@msgpack/msgpack` wherever both can write a value.
 *
 * @module
 */
import { InexactError } from "./errors.ts";
import { isFloat, type JsonValue, keysOf } from "./json_value.ts";

const encoder = new TextEncoder();

/** Writes MessagePack into one buffer, which grows and is reused. */
export class MsgpackWriter {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  /** The number of bytes written so far. */
  length = 0;

  /** Uses `buffer`, or a new buffer of that many bytes. The buffer grows as needed. */
  constructor(buffer: Uint8Array<ArrayBuffer> | number = 1 << 16) {
    this.bytes = typeof buffer === "number" ? new Uint8Array(buffer) : buffer;
    this.view = new DataView(this.bytes.buffer);
  }

  /** Ensures that `size` more bytes fit. */
  reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + size));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** Returns a copy of the bytes written from `start` on. */
  slice(start = 0): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.subarray(start, this.length));
  }

  /** Appends bytes that already are MessagePack. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  nil(): void {
    this.byte(0xc0);
  }

  boolean(value: boolean): void {
    this.byte(value ? 0xc3 : 0xc2);
  }

  /** Writes an integer of at most 53 bits. */
  integer(value: number): void {
    this.reserve(9);
    const { bytes, view, length: at } = this;
    if (value >= 0) {
      if (value < 0x80) bytes[this.length++] = value;
      else if (value < 0x100) {
        bytes[at] = 0xcc;
        bytes[at + 1] = value;
        this.length += 2;
      } else if (value < 0x10000) {
        bytes[at] = 0xcd;
        view.setUint16(at + 1, value);
        this.length += 3;
      } else if (value < 0x100000000) {
        bytes[at] = 0xce;
        view.setUint32(at + 1, value);
        this.length += 5;
      } else this.bigint(BigInt(value));
    } else if (value >= -0x20) bytes[this.length++] = value & 0xff;
    else if (value >= -0x80) {
      bytes[at] = 0xd0;
      view.setInt8(at + 1, value);
      this.length += 2;
    } else if (value >= -0x8000) {
      bytes[at] = 0xd1;
      view.setInt16(at + 1, value);
      this.length += 3;
    } else if (value >= -0x80000000) {
      bytes[at] = 0xd2;
      view.setInt32(at + 1, value);
      this.length += 5;
    } else this.bigint(BigInt(value));
  }

  /**
   * Writes an integer of more than 32 bits.
   *
   * @throws {InexactError} if the integer has more than 64 bits.
   */
  bigint(value: bigint): void {
    if (value > 0xffffffffffffffffn || value < -0x8000000000000000n) {
      throw new InexactError(`Cannot store the integer ${value}: it has more than 64 bits`);
    }
    this.reserve(9);
    if (value >= 0n) {
      this.bytes[this.length] = 0xcf;
      this.view.setBigUint64(this.length + 1, value);
    } else {
      this.bytes[this.length] = 0xd3;
      this.view.setBigInt64(this.length + 1, value);
    }
    this.length += 9;
  }

  /** Writes a 64-bit float, even if its value is an integer. */
  float(value: number): void {
    this.reserve(9);
    this.bytes[this.length] = 0xcb;
    this.view.setFloat64(this.length + 1, value);
    this.length += 9;
  }

  string(value: string): void {
    const utf8 = encoder.encode(value);
    this.stringHeader(utf8.length);
    this.raw(utf8);
  }

  stringHeader(size: number): void {
    if (size < 32) this.byte(0xa0 | size);
    else this.sized(size, 0xd9, 0xda, 0xdb);
  }

  arrayHeader(size: number): void {
    if (size < 16) this.byte(0x90 | size);
    else this.sized(size, 0, 0xdc, 0xdd);
  }

  mapHeader(size: number): void {
    if (size < 16) this.byte(0x80 | size);
    else this.sized(size, 0, 0xde, 0xdf);
  }

  /** Writes any value. Whole numbers are written as integers, except `-0` and numbers that were served as floats. */
  value(value: JsonValue): void {
    if (value === null) this.nil();
    else if (typeof value === "string") this.string(value);
    else if (typeof value === "boolean") this.boolean(value);
    else if (typeof value === "bigint") {
      if (BigInt.asIntN(32, value) === value) this.integer(Number(value));
      else this.bigint(value);
    } else if (typeof value === "number") {
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.integer(value);
      else this.float(value);
    } else if (Array.isArray(value)) {
      this.arrayHeader(value.length);
      value.forEach((item, i) => this.member(value, i, item));
    } else {
      const keys = keysOf(value);
      this.mapHeader(keys.length);
      for (const key of keys) {
        this.string(key);
        this.member(value, key, value[key] ?? null);
      }
    }
  }

  private member(
    container: Exclude<JsonValue, null | boolean | number | bigint | string>,
    key: string | number,
    value: JsonValue,
  ): void {
    if (typeof value === "number" && isFloat(container, key)) this.float(value);
    else this.value(value);
  }

  /**
   * Writes the header of a container in front of the bytes written since `start`, where one byte is reserved for it.
   */
  closeContainer(start: number, size: number, isMap: boolean): void {
    if (size < 16) {
      this.bytes[start] = (isMap ? 0x80 : 0x90) | size;
      return;
    }
    const extra = size < 0x10000 ? 2 : 4;
    this.reserve(extra);
    this.bytes.copyWithin(start + 1 + extra, start + 1, this.length);
    this.length += extra;
    if (extra === 2) {
      this.bytes[start] = isMap ? 0xde : 0xdc;
      this.view.setUint16(start + 1, size);
    } else {
      this.bytes[start] = isMap ? 0xdf : 0xdd;
      this.view.setUint32(start + 1, size);
    }
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  private sized(size: number, tag8: number, tag16: number, tag32: number): void {
    this.reserve(5);
    if (tag8 !== 0 && size < 0x100) {
      this.bytes[this.length] = tag8;
      this.bytes[this.length + 1] = size;
      this.length += 2;
    } else if (size < 0x10000) {
      this.bytes[this.length] = tag16;
      this.view.setUint16(this.length + 1, size);
      this.length += 3;
    } else {
      this.bytes[this.length] = tag32;
      this.view.setUint32(this.length + 1, size);
      this.length += 5;
    }
  }
}

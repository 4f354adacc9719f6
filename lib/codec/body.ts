/**
 * A body: one item as Looker served it, as MessagePack, with fast access to its top-level properties.
 *
 * @module
 */
import type { ReadItem } from "./read_item.ts";
import type { JsonValue } from "./json_value.ts";
import { DamagedBodyError, InexactError, MalformedError } from "./errors.ts";
import { MAX_CAPTURED, MAX_VALUES } from "./limits.ts";
import { countValues, MsgpackReader, tooMany } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

const encoder = new TextEncoder();
const keyBytes = new Map<string, Uint8Array>();

/** The MessagePack of an item, which is always a map. */
export class Body {
  /** Offsets into {@linkcode bytes}, three for each entry: key, value, end. */
  private readonly index: readonly number[];

  private constructor(
    readonly bytes: Uint8Array,
    index: readonly number[],
    /** The watched keys that have a value somewhere in the body. Empty if none were watched. */
    readonly found: ReadonlySet<string> = new Set(),
  ) {
    this.index = index;
  }

  /**
   * Returns the body of an item of a page.
   *
   * @throws {MalformedError} if the item is not an object.
   */
  static of(item: ReadItem): Body {
    if (item.index === null) throw new MalformedError("Cannot use the item: it is not a JSON object");
    return new Body(item.bytes, item.index, item.found);
  }

  /**
   * Returns the body of stored MessagePack.
   *
   * @throws {DamagedBodyError} if `bytes` is not exactly one map.
   */
  static parse(bytes: Uint8Array): Body {
    const reader = new MsgpackReader(bytes);
    const token = reader.token();
    if (token.kind !== "map") throw new DamagedBodyError("Cannot use the body: it is not a JSON object");
    if (token.size > MAX_VALUES) throw tooMany();
    const index: number[] = [];
    for (let i = 0; i < token.size; i++) {
      index.push(reader.at);
      reader.skip();
      index.push(reader.at);
      reader.skip();
      index.push(reader.at);
    }
    if (reader.at !== bytes.length) {
      throw new DamagedBodyError("Cannot use the body: more bytes after the object");
    }
    return new Body(bytes, index);
  }

  /** Returns the same body with its own copy of the bytes, for a body whose bytes are in a shared buffer. */
  copy(): Body {
    return new Body(new Uint8Array(this.bytes), this.index, this.found);
  }

  /** Returns the names of the properties, in their order. */
  keys(): string[] {
    return Array.from(
      { length: this.index.length / 3 },
      (_, n) => new MsgpackReader(this.bytes, this.index[3 * n]).key(),
    );
  }

  /** Whether the body has the property, even if it is null. */
  has(key: string): boolean {
    return this.find(key) >= 0;
  }

  /** Returns the value of a property, or `undefined` if the body lacks it. */
  get(key: string): JsonValue | undefined {
    const at = this.find(key);
    return at < 0 ? undefined : new MsgpackReader(this.bytes, this.index[at + 1]).value();
  }

  /** Returns the MessagePack of a property, or `undefined` if the body lacks it. */
  raw(key: string): Uint8Array | undefined {
    const at = this.find(key);
    return at < 0 ? undefined : this.bytes.subarray(this.index[at + 1], this.index[at + 2]);
  }

  /**
   * Returns a property as an id or other text: a string unchanged, a number in digits, and `null` for anything else and
   * for `""`, because Looker often serves `""` for null.
   */
  text(key: string): string | null {
    const value = this.get(key);
    if (typeof value === "string") return value === "" ? null : value;
    return typeof value === "number" || typeof value === "bigint" ? String(value) : null;
  }

  /** Returns the same body with one more property at its end. `value` is MessagePack. */
  with(key: string, value: Uint8Array): Body {
    const writer = new MsgpackWriter(this.bytes.length + value.length + key.length + 16);
    const size = this.index.length / 3;
    writer.mapHeader(size + 1);
    const first = this.index[0] ?? this.bytes.length;
    const shift = writer.length - first;
    writer.raw(this.bytes.subarray(first));
    const at = writer.length;
    writer.string(key);
    const from = writer.length;
    writer.raw(value);
    return new Body(writer.slice(), [...this.index.map((n) => n + shift), at, from, writer.length]);
  }

  private find(key: string): number {
    let wanted = keyBytes.get(key);
    if (wanted === undefined) keyBytes.set(key, wanted = encoder.encode(key));
    const { bytes, index } = this;
    const size = wanted.length;
    next: for (let i = 0; i < index.length; i += 3) {
      const end = index[i + 1] as number;
      const from = end - size;
      // The header of a key has one byte for up to 31 bytes of text, two for up to 255, and so on.
      if (from - (index[i] as number) !== (size < 32 ? 1 : size < 256 ? 2 : size < 65536 ? 3 : 5)) continue;
      for (let j = 0; j < size; j++) if (bytes[from + j] !== wanted[j]) continue next;
      return i;
    }
    return -1;
  }
}

/**
 * Checks that a body is small enough to be read back, because readers reject larger bodies.
 *
 * @throws {InexactError} if the body is too long, or has too many values.
 */
export function requireStorable(bytes: Uint8Array, most: number = MAX_CAPTURED): void {
  if (bytes.length > most) {
    throw new InexactError(
      `Cannot store the body: it has ${bytes.length} bytes, and the limit is ${most}`,
    );
  }
  if (bytes.length > MAX_VALUES && countValues(bytes) > MAX_VALUES) {
    throw new InexactError(`Cannot store the body: it has more than ${MAX_VALUES} values`);
  }
}

/**
 * Converts MessagePack to JSON text with the same keys, in the same order, and the same numbers as Looker served them.
 * The writer writes bytes and decodes all of them at the end, because creating a string for each value would take ten
 * times as long.
 *
 * @module
 */
import { DamagedBodyError } from "./errors.ts";
import { checkDepth, MsgpackReader } from "./msgpack_reader.ts";

/** Options of {@linkcode writeJson}. */
export interface WriteJsonOptions {
  /** The number of spaces for each level. 0 writes everything on one line. */
  indent?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Returns the JSON text of a body.
 *
 * @throws {DamagedBodyError} if `bytes` does not start with a value.
 */
export function writeJson(bytes: Uint8Array, options: WriteJsonOptions = {}): string {
  const indent = options.indent ?? 0;
  const writer = new JsonWriter(bytes, indent === 0 ? null : " ".repeat(indent));
  writer.value(0, indent === 0 ? "" : "\n");
  return writer.text();
}

/** The escape of each byte within a string. Undefined for a byte that needs no escape. */
const ESCAPES: readonly (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const escaped = byte < 0x80 ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1) : "";
  return escaped.length > 1 ? encoder.encode(escaped) : undefined;
});

/** For each byte, 1 if it needs no escape. The loop over the bytes of a string uses this table. */
const PLAIN = Uint8Array.from(ESCAPES, (escape) => escape === undefined ? 1 : 0);

const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a;
const OPEN_LIST = 0x5b, CLOSE_LIST = 0x5d, OPEN_MAP = 0x7b, CLOSE_MAP = 0x7d;

/** The maximum size of a buffer that is reused for the next body, in bytes. */
const KEPT = 1 << 24;

let kept = new Uint8Array(1 << 16);

class JsonWriter {
  private out = kept;
  private length = 0;
  private readonly reader: MsgpackReader;

  constructor(private readonly bytes: Uint8Array, private readonly indent: string | null) {
    this.reader = new MsgpackReader(bytes);
  }

  /** Returns the text written so far. */
  text(): string {
    if (this.out.length <= KEPT) kept = this.out;
    try {
      return decoder.decode(this.out.subarray(0, this.length));
    } catch (error) {
      throw new DamagedBodyError("Cannot decode the body: a string is not valid UTF-8", { cause: error });
    }
  }

  /** Writes one value. `line` is the line break and indentation before the closing bracket of the value. */
  value(depth: number, line: string): void {
    const { reader } = this, tag = this.bytes[reader.at];
    // A fast path for short strings, the most frequent values: it creates no token.
    if (tag !== undefined && tag >= 0xa0 && tag < 0xc0) {
      reader.at++;
      return this.string(tag & 31);
    }
    const token = reader.token();
    if (token.kind === "string") this.string(token.size);
    else if (token.kind === "scalar") {
      this.ascii(token.float ? floatText(token.value as number) : String(token.value));
    } else this.container(token.kind === "map", token.size, { depth, line });
  }

  private container(
    isMap: boolean,
    size: number,
    { depth, line }: { depth: number; line: string },
  ): void {
    checkDepth(depth);
    const inner = this.indent === null ? "" : line + this.indent;
    this.byte(isMap ? OPEN_MAP : OPEN_LIST);
    for (let i = 0; i < size; i++) {
      if (i > 0) this.byte(COMMA);
      if (inner !== "") this.ascii(inner);
      if (isMap) this.key();
      this.value(depth + 1, inner);
    }
    if (size > 0 && line !== "") this.ascii(line);
    this.byte(isMap ? CLOSE_MAP : CLOSE_LIST);
  }

  private key(): void {
    const { reader } = this, tag = this.bytes[reader.at] ?? 0;
    if (tag >= 0xa0 && tag < 0xc0) {
      reader.at++;
      this.string(tag & 31);
    } else {
      const token = reader.token();
      if (token.kind !== "string") {
        throw new DamagedBodyError("Cannot decode the body: a key is not a string");
      }
      this.string(token.size);
    }
    this.byte(COLON);
    if (this.indent !== null) this.ascii(" ");
  }

  /** Writes the string of `size` bytes at the cursor. */
  private string(size: number): void {
    const { bytes, reader } = this, end = reader.at + size;
    if (end > bytes.length) throw new DamagedBodyError("Cannot decode the body: a string ends too early");
    this.reserve(size + 2);
    let { out, length } = this;
    out[length++] = QUOTE;
    for (let at = reader.at; at < end; at++) {
      const byte = bytes[at] as number;
      if (PLAIN[byte] === 1) {
        out[length++] = byte;
        continue;
      }
      const escape = ESCAPES[byte] as Uint8Array;
      this.length = length;
      this.reserve(escape.length + end - at + 1);
      out = this.out;
      out.set(escape, length);
      length += escape.length;
    }
    out[length++] = QUOTE;
    this.length = length;
    reader.at = end;
  }

  private ascii(text: string): void {
    this.reserve(text.length);
    const { out } = this;
    for (let i = 0; i < text.length; i++) out[this.length++] = text.charCodeAt(i);
  }

  private byte(byte: number): void {
    this.reserve(1);
    this.out[this.length++] = byte;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.out.length) return;
    const grown = new Uint8Array(Math.max(this.out.length * 2, this.length + size));
    grown.set(this.out.subarray(0, this.length));
    this.out = grown;
  }
}

/** Returns the text of a float, with a point or an exponent, so that the text reads back as a float. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

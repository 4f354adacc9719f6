/**
 * MessagePack back to JSON text: the same keys in the same order, the same numbers, as Looker served them.
 *
 * @module
 */
import { checkDepth, MsgpackReader } from "./msgpack_reader.ts";

/** Options of {@linkcode writeJson}. */
export interface WriteJsonOptions {
  /** Spaces a level; 0 puts all on one line. */
  indent?: number;
}

/**
 * The JSON text of a body.
 *
 * @throws {DamagedBodyError} when `bytes` does not start with a value.
 */
export function writeJson(bytes: Uint8Array, options: WriteJsonOptions = {}): string {
  const indent = options.indent ?? 0;
  const writer = new JsonWriter(new MsgpackReader(bytes), indent === 0 ? null : " ".repeat(indent));
  writer.value(0, indent === 0 ? "" : "\n");
  return writer.parts.join("");
}

class JsonWriter {
  readonly parts: string[] = [];

  constructor(private readonly reader: MsgpackReader, private readonly indent: string | null) {}

  /** Writes one value; `line` is what a line below it starts with. */
  value(depth: number, line: string): void {
    checkDepth(depth);
    const { reader, parts, indent } = this;
    const token = reader.token();
    if (token.kind === "scalar") {
      parts.push(token.float ? floatText(token.value as number) : String(token.value));
    } else if (token.kind === "string") parts.push(JSON.stringify(reader.text(token.size)));
    else {
      const isMap = token.kind === "map";
      const inner = line + (indent ?? "");
      parts.push(isMap ? "{" : "[");
      for (let i = 0; i < token.size; i++) {
        parts.push(i === 0 ? inner : `,${inner}`);
        if (isMap) parts.push(JSON.stringify(reader.key()), indent === null ? ":" : ": ");
        this.value(depth + 1, inner);
      }
      if (token.size > 0) parts.push(line);
      parts.push(isMap ? "}" : "]");
    }
  }
}

/** A float keeps its point or exponent, so that it reads back as a float. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

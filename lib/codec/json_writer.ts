/**
 * MessagePack back to JSON text: the same keys in the same order, the same numbers, as Looker served them.
 *
 * @module
 */
import { MsgpackReader } from "./msgpack_reader.ts";

/** Options of {@linkcode writeJson}. */
export interface WriteJsonOptions {
  /** Spaces a level; 0 puts all on one line. */
  indent?: number;
}

/**
 * The JSON text of a body.
 *
 * @throws {MalformedError} when `bytes` does not start with a value.
 */
export function writeJson(bytes: Uint8Array, options: WriteJsonOptions = {}): string {
  const reader = new MsgpackReader(bytes);
  const indent = options.indent ?? 0;
  const parts: string[] = [];
  write(reader, parts, indent === 0 ? null : " ".repeat(indent), indent === 0 ? "" : "\n");
  return parts.join("");
}

function write(reader: MsgpackReader, parts: string[], indent: string | null, line: string): void {
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
      write(reader, parts, indent, inner);
    }
    if (token.size > 0) parts.push(line);
    parts.push(isMap ? "}" : "]");
  }
}

/** A float keeps its point or exponent, so that it reads back as a float. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

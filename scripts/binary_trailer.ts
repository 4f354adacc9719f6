/**
 * The data that `deno compile` appends to a binary: metadata, then the files of the program.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The appended data. */
export interface Trailer {
  /** Deno's metadata of the program, with its permissions. */
  facts: Readonly<Record<string, unknown>>;
  /** The bytes after the metadata. */
  rest: Uint8Array;
}

/** Marks the beginning of the data. Eight bytes of length and a JSON text follow. */
const MAGIC = Buffer.from("d3n0l4nd");

/** Finds the appended data. @throws {Error} if the file is not a binary of `deno compile`. */
export function readTrailer(binary: Uint8Array): Trailer {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength);
  for (let at = bytes.lastIndexOf(MAGIC); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(MAGIC, at - 1)) {
    const start = at + MAGIC.length + 8;
    if (start >= bytes.length || bytes[start] !== 0x7b) continue;
    const end = start + Number(bytes.readBigUInt64LE(at + MAGIC.length));
    const facts = parse(bytes.subarray(start, end));
    if (isObject(facts) && isObject(facts["permissions"])) return { facts, rest: bytes.subarray(end) };
  }
  throw new Error("Cannot read the permissions of the binary: it was not built by deno compile");
}

/** A bundled program in a binary. */
export interface Program {
  /** The name of the module that is started. */
  entry: string;
  /** The text of each top-level module, by name: the program and its workers. */
  modules: ReadonlyMap<string, string>;
}

/** Reads the program from a binary that was built with `--bundle`. @throws {Error} if there is none. */
export function readProgram(binary: Uint8Array): Program {
  const { facts, rest } = readTrailer(binary);
  const bytes = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength);
  const list = bytes.indexOf('[{"');
  const end = list < 8 ? -1 : list + Number(bytes.readBigUInt64LE(list - 8));
  const entries = end < 0 ? null : parse(bytes.subarray(list, end));
  const modules = new Map<string, string>();
  // Eight bytes with the length of all files precede them.
  for (const entry of Array.isArray(entries) ? entries : []) {
    const file = isObject(entry) && isObject(entry["File"]) ? entry["File"] : null;
    const { n: name, o: place } = file ?? {};
    if (typeof name !== "string" || !Array.isArray(place)) continue;
    const [offset, length] = place.map(Number);
    if (offset === undefined || length === undefined) continue;
    modules.set(name, bytes.toString("utf8", end + 8 + offset, end + 8 + offset + length));
  }
  const entry = facts["entrypoint_key"];
  if (typeof entry === "string" && modules.has(entry)) return { entry, modules };
  throw new Error("Cannot read the program in the binary: it contains no bundle");
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Whether a value is an object with named properties. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

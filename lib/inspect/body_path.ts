/**
 * Parses a path into a body, such as `dashboard_elements[0].query`, and finds the exact bytes at the path.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";

/** A step of a path: a key of an object, or an index in a list. A negative index counts from the end. */
export type Step = string | number;

const STEP = /\.?([^.[\]"]+)|\[(-?\d+)\]|\.?\["((?:[^"\\]|\\.)*)"\]/gy;

/**
 * Parses a path: keys after dots, indexes in brackets, and keys that contain dots or brackets as `["a.b"]`. @throws
 * {UsageError}
 */
export function parsePath(text: string): Step[] {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const match = STEP.exec(text);
    if (match === null || (at === 0 && match[0].startsWith("."))) throw malformed(text, at);
    const [, key, place, quoted] = match;
    steps.push(key ?? (place !== undefined ? Number(place) : quotedKey(quoted ?? "", text, at)));
    at = STEP.lastIndex;
  }
  if (steps.length === 0) throw malformed(text, 0);
  return steps;
}

function quotedKey(quoted: string, text: string, at: number): string {
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed(text, at);
    throw error;
  }
}

function malformed(text: string, at: number): UsageError {
  return new UsageError(`Cannot read the path "${text}": it is invalid at character ${at + 1}`, {
    hint: 'Write a path such as dashboard_elements[0].query, dashboard_elements[-1], or vis_config["a.b"].',
  });
}

/**
 * Returns the body's MessagePack from the value at a path to the end of the body. The value is the first one in it.
 * Returns null if nothing is at the path.
 */
export function valueAt(bytes: Uint8Array, steps: readonly Step[]): Uint8Array | null {
  const reader = new MsgpackReader(bytes);
  for (const step of steps) if (!enter(reader, step)) return null;
  return bytes.subarray(reader.at);
}

function enter(reader: MsgpackReader, step: Step): boolean {
  const token = reader.token();
  if (token.kind === "array" && typeof step === "number") {
    const place = step < 0 ? token.size + step : step;
    if (place < 0 || place >= token.size) return false;
    for (let i = 0; i < place; i++) reader.skip();
    return true;
  }
  if (token.kind !== "map") return false;
  // The keys of some objects are numbers, so `vis_config[10]` is the same as `vis_config.10`.
  const key = String(step);
  for (let i = 0; i < token.size; i++) {
    if (reader.key() === key) return true;
    reader.skip();
  }
  return false;
}

/**
 * A path into a body, such as `dashboard_elements[0].query`, and the exact bytes that are there.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";

/** A step: a key of an object, or a place in a list, from its end when it is negative. */
export type Step = string | number;

const STEP = /\.?([^.[\]"]+)|\[(-?\d+)\]|\.?\["((?:[^"\\]|\\.)*)"\]/gy;

/** Reads a path: keys behind dots, places in brackets, and keys with dots or brackets as `["a.b"]`. @throws {UsageError} */
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
  return new UsageError(`Cannot read the path "${text}": invalid at character ${at + 1}`, {
    hint: 'A path looks like dashboard_elements[0].query, dashboard_elements[-1], or vis_config["a.b"].',
  });
}

/**
 * The MessagePack of the value at a path; null when nothing is there. It reaches to the end of the body: its first
 * value is meant.
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
  // The keys of some objects are numbers: `vis_config[10]` is as good as `vis_config.10`.
  const key = String(step);
  for (let i = 0; i < token.size; i++) {
    if (reader.key() === key) return true;
    reader.skip();
  }
  return false;
}

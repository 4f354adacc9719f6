/**
 * JSON values as they are worked with in memory: integers beyond 2^53 are `bigint`.
 *
 * @module
 */
import type { JsonValue } from "./msgpack_writer.ts";

export type { JsonValue };

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as an object: an empty one when it is none. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A value as a list of objects: those of its entries that are. */
export function asObjects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A value as an id or other text: strings as they are, numbers in digits, null for anything else and for "". */
export function asText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : null;
}

/** A value as a list of texts. */
export function asTexts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((one) => asText(one) ?? []) : [];
}

/** Whether two values are the same JSON: keys in any order, numbers by value. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((one, i) => sameJson(one, b[i]));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
  }
  return false;
}

interface RawJson {
  rawJSON(text: string): unknown;
}

/** The JSON text of a value, `bigint` in digits. */
export function jsonText(value: JsonValue, indent = 0): string {
  const raw = JSON as unknown as RawJson;
  return JSON.stringify(
    value,
    (_key, one: unknown) => typeof one === "bigint" ? raw.rawJSON(String(one)) : one,
    indent,
  );
}

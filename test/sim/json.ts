/**
 * JSON as the simulator holds it: plain values, and {@linkcode RawJson} where a JavaScript value would lose
 * something (integers beyond 2^53, `-0.0`, `1e21`, integer-like key order, a `__proto__` key).
 *
 * @module
 */

/** A piece of JSON text that is emitted exactly as it stands. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Any JSON value. */
export type Json = null | boolean | number | string | RawJson | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** Whether a value is an object: not null, not an array, not raw text. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof RawJson);
}

/** Whether there is a value: neither absent nor null. */
export function given(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** The value as an object, or an empty one. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list, or an empty one. */
export function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a list of its strings. */
export function asStrings(value: Json | undefined): string[] {
  return asList(value).filter((item) => typeof item === "string");
}

/** The value as text: `""` for null and what is no scalar. */
export function asText(value: Json | undefined): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** Writes a value as JSON text, raw pieces verbatim, keys in their own order. */
export function stringify(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(stringify).join(",")}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value)) parts.push(`${JSON.stringify(key)}:${stringify(value[key] ?? null)}`);
  return `{${parts.join(",")}}`;
}

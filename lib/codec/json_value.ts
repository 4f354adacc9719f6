/**
 * JSON values in memory. Integers beyond 2^53 are `bigint`.
 *
 * @module
 */

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the value if it is an object, and an empty object otherwise. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Returns the entries of a list that are objects. A value that is not a list has none. */
export function asObjects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/**
 * Returns a value as an id or other text: a string unchanged, a number in digits, and null for anything else and for
 * "".
 */
export function asText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : null;
}

/** Returns the entries of a list as texts, by the rules of {@linkcode asText}. */
export function asTexts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((one) => asText(one) ?? []) : [];
}

/** Whether two values are the same JSON. The order of keys does not matter, and numbers are compared by value. */
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

/**
 * Facts about the served JSON that JavaScript's objects and arrays cannot express. A copy of an object loses them;
 * {@linkcode mapValues} keeps them.
 */
interface Served {
  /**
   * The keys in the order served, if JavaScript would sort them otherwise: it puts `9` before `10` and both before `a`.
   */
  keys?: readonly string[];
  /** Keys or indices of the whole numbers that were served as floats, such as `1.0`. */
  floats?: ReadonlySet<string>;
}

const served = new WeakMap<JsonObject | JsonValue[], Served>();

/** Whether JavaScript sorts a key as a number. */
export function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && key.length <= 10 && String(Number(key)) === key;
}

/** Stores the facts about an object or an array. */
export function rememberServed(container: JsonObject | JsonValue[], facts: Served): void {
  served.set(container, facts);
}

/** Returns the keys of an object in the order served. */
export function keysOf(object: JsonObject): readonly string[] {
  const keys = Object.keys(object), order = served.get(object)?.keys;
  if (order === undefined) return keys;
  const known = order.filter((key) => Object.hasOwn(object, key));
  return known.length === keys.length ? known : [...new Set([...known, ...keys])];
}

/** Whether a number in an object or an array was served as a float, although its value is an integer. */
export function isFloat(container: JsonObject | JsonValue[], key: string | number): boolean {
  return served.get(container)?.floats?.has(String(key)) ?? false;
}

/**
 * Returns an object with every value changed and the keys in the same order. Returns the same object if no value
 * changes.
 */
export function mapValues(
  object: JsonObject,
  change: (value: JsonValue, key: string) => JsonValue,
): JsonObject {
  let changed: JsonObject | null = null;
  const keys = Object.keys(object);
  for (const [i, key] of keys.entries()) {
    const before = object[key] ?? null, after = change(before, key);
    if (changed === null) {
      if (after === before) continue;
      changed = {};
      for (const same of keys.slice(0, i)) setKey(changed, same, object[same] ?? null);
    }
    setKey(changed, key, after);
  }
  if (changed === null) return object;
  const facts = served.get(object);
  if (facts !== undefined) rememberServed(changed, facts);
  return changed;
}

/**
 * Returns an object with its keys changed, in the same order. Returns the same object if no key changes. Two keys must
 * not become equal.
 */
export function mapKeys(object: JsonObject, change: (key: string) => string): JsonObject {
  const keys = keysOf(object), after = keys.map(change);
  if (after.every((key, i) => key === keys[i])) return object;
  const changed: JsonObject = {}, floats = new Set<string>();
  for (const [i, key] of keys.entries()) {
    const to = after[i] ?? key;
    setKey(changed, to, object[key] ?? null);
    if (isFloat(object, key)) floats.add(to);
  }
  rememberServed(changed, { keys: after, floats });
  return changed;
}

/** Returns an array with every value changed. Returns the same array if no value changes. */
export function mapItems(array: JsonValue[], change: (value: JsonValue) => JsonValue): JsonValue[] {
  const changed = array.map(change);
  if (changed.every((value, i) => value === array[i])) return array;
  const facts = served.get(array);
  if (facts !== undefined) rememberServed(changed, facts);
  return changed;
}

/** Sets a key, even `__proto__`. */
export function setKey(object: JsonObject, key: string, value: JsonValue): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Returns the JSON text of a value, with `bigint` in digits, and with keys and floats as they were served. */
export function jsonText(value: JsonValue): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((one, i) => inside(value, i, one)).join(",")}]`;
  if (!isJsonObject(value)) return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
  const entries = keysOf(value).flatMap((key) => {
    const one = value[key];
    return one === undefined ? [] : [`${JSON.stringify(key)}:${inside(value, key, one)}`];
  });
  return `{${entries.join(",")}}`;
}

function inside(container: JsonObject | JsonValue[], key: string | number, value: JsonValue): string {
  const text = jsonText(value);
  return typeof value === "number" && isFloat(container, key) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A value of JSON. Integers beyond 2^53 are `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | {
  [key: string]: JsonValue;
};

/**
 * Compares JSON values by the rules of canonical forms: all empty values are equal. Pure.
 *
 * @module
 */
import { type FormRules, isIdName, type KeyRule } from "./form_rules.ts";
import { isJsonObject, type JsonObject, type JsonValue, sameJson, setKey } from "./json_value.ts";

/** A value that may be absent. */
type Value = JsonValue | undefined;

/** Whether a value under a key is empty. `rule` is the rule of the key. */
export function saysNothing(value: Value, rule: KeyRule | null): boolean {
  if (value === undefined || value === null) return true;
  if (value === "" || (Array.isArray(value) && value.length === 0)) return rule?.verbatim !== true;
  if (rule?.optional === true && isJsonObject(value) && Object.keys(value).length === 0) return true;
  return value === false && rule?.twoValued === true;
}

/** Returns the rule of a key of an object. */
export function ruleOf(rules: FormRules, key: string): KeyRule | null {
  return rules.named(key);
}

/** Returns the rules of the objects below a key. */
export function rulesBelow(rules: FormRules, rule: KeyRule | null): FormRules {
  return rule === null ? rules.other : rule.inner;
}

/** Whether two values under a key are equal in meaning. `rules` are the rules of the objects in them. */
export function sameSense(a: Value, b: Value, rules: FormRules, rule: KeyRule | null = null): boolean {
  if (rules.keepsNothing) return sameJson(a ?? null, b ?? null);
  const nothing = saysNothing(a, rule);
  if (nothing || saysNothing(b, rule)) return nothing === saysNothing(b, rule);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => sameSense(one, b[i], rules));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = ruleOf(rules, key), before = underKey(a, key), after = underKey(b, key);
    if (!sameSense(before, after, rulesBelow(rules, inner), inner)) return false;
  }
  return true;
}

/**
 * Returns an entry of a list in a normalized form. Two entries are equal in meaning if their forms are the same JSON.
 */
export function spelled(value: JsonValue, rules: FormRules): JsonValue {
  if (rules.keepsNothing) return value;
  if (saysNothing(value, null)) return null;
  if (Array.isArray(value)) return value.map((one) => spelled(one, rules));
  if (!isJsonObject(value)) return value;
  const said: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const rule = ruleOf(rules, key), inner = underKey(value, key) ?? null;
    if (!saysNothing(inner, rule)) setKey(said, key, spelled(inner, rulesBelow(rules, rule)));
  }
  return said;
}

/**
 * Returns a value as one text. Values that are equal in meaning have the same text, in whatever order their keys are.
 * Texts and keys have their length in front, which is faster than escaping them.
 */
export function senseText(value: Value, rules: FormRules, rule: KeyRule | null = null): string {
  if (rules.keepsNothing ? value === undefined || value === null : saysNothing(value, rule)) return "null";
  if (typeof value === "string") return `"${value.length} ${value}`;
  if (Array.isArray(value)) return `[${value.map((one) => senseText(one, rules)).join(",")}]`;
  if (!isJsonObject(value)) return String(value);
  let text = "{";
  for (const key of Object.keys(value).sort()) {
    const inner = ruleOf(rules, key), one = underKey(value, key);
    if (!rules.keepsNothing && saysNothing(one, inner)) continue;
    text += `"${key.length} ${key}:${senseText(one, rulesBelow(rules, inner), inner)},`;
  }
  return `${text}}`;
}

/**
 * Returns the own property of an object under a key, because content may have keys such as `constructor`, which objects
 * inherit. An id that is a number, as old releases serve it, is returned as text.
 */
export function underKey(object: JsonObject, key: string): Value {
  if (!Object.hasOwn(object, key)) return undefined;
  const value = object[key];
  if (typeof value === "string" || value === null || !isIdName(key)) return value;
  return Array.isArray(value) ? value.map(idText) : value === undefined ? value : idText(value);
}

function idText(value: JsonValue): JsonValue {
  const isWhole = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  return isWhole && value >= 0 ? String(value) : value;
}

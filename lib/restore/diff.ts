/**
 * What differs between two forms: the one an item has and the one it should get.
 *
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from "../codec/json_value.ts";
import type { Change } from "./item.ts";

/**
 * The changes that lead from one form to another. A key that the wanted form lacks is left alone; `null` and absent are
 * the same, because Looker answers them alike. What has requests of its own (`_members`) and is absent from the live
 * form could not be read: it is left alone too.
 */
export function diffForms(from: JsonObject, to: JsonObject, path = ""): Change[] {
  const changes: Change[] = [];
  for (const [key, wanted] of Object.entries(to)) {
    if (!Object.hasOwn(from, key) && key.startsWith("_")) continue;
    diffValues(at(from, key), wanted, {
      path: path === "" ? key : `${path}.${key}`,
      changes,
    });
  }
  return changes;
}

function diffValues(
  from: JsonValue,
  to: JsonValue,
  { path, changes }: { path: string; changes: Change[] },
): void {
  if (sameJson(from, to)) return;
  // Inside an opaque map every key counts: one that should not be there is a change too.
  if (isJsonObject(from) && isJsonObject(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      diffValues(at(from, key), at(to, key), { path: `${path}.${key}`, changes });
    }
    return;
  }
  changes.push({ path, from, to });
}

/** What an object itself has under a key: `constructor` and the like are keys that content may have, and objects inherit. */
function at(object: JsonObject, key: string): JsonValue {
  return Object.hasOwn(object, key) ? object[key] ?? null : null;
}

/** The top-level properties that a list of changes touches. */
export function changedKeys(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path));
}

/** The properties of `form` under some keys. */
export function pick(form: JsonObject, keys: Iterable<string>): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) if (Object.hasOwn(form, key)) picked[key] = form[key] ?? null;
  return picked;
}

/** A form without its nulls: what a create sends. */
export function withoutNulls(form: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== null));
}

/**
 * Changes as people and programs read them: without the bookkeeping of forms, and with names for what has no id yet.
 *
 * @module
 */
import type { Change } from "../../live/form_changes.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
  setKey,
} from "../../codec/json_value.ts";
import { holdsPlaceholder, isPlaceholder, placeholderText } from "./references.ts";

/** Keys of forms that only say what belongs to what; {@linkcode OLD_ID} of them is told. */
const HIDDEN = new Set(["_id", "_component"]), OLD_ID = "_from";

/** Lists of parts that are forms themselves. Everything else is a value as Looker serves it. */
const PARTS = new Set(["dashboard_filters", "dashboard_elements", "dashboard_layouts"]);

/** A change in words. */
export function changeInWords({ path, from, to }: Change): Change {
  const root = path.split(/[.[]/, 1)[0] ?? path;
  // A whole part, not a property of one.
  const isPart = root.startsWith("_") || (PARTS.has(root) && (path === root || path.endsWith("]")));
  return {
    path: pathInWords(path),
    from: isPart ? formInWords(from) : from,
    to: isPart ? formInWords(to) : inWords(to),
  };
}

/** A path without the marks of what has requests of its own: `access.rows` for `_access.rows`. */
export function pathInWords(path: string): string {
  return path.replace(/(^|\.)_(?=[a-z])/g, "$1");
}

function isForm(key: string): boolean {
  return key.startsWith("_") || PARTS.has(key);
}

/** A value of a form: its bookkeeping keys left out, the others without their mark. */
function formInWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return mapItems(value, formInWords);
  if (!isJsonObject(value)) return inWords(value);
  const words: JsonObject = {};
  for (const key of Object.keys(value)) {
    const one = value[key] ?? null;
    if (HIDDEN.has(key)) continue;
    if (key === OLD_ID) setKey(words, "id", inWords(one));
    else setKey(words, key.replace(/^_/, ""), isForm(key) ? formInWords(one) : inWords(one));
  }
  return words;
}

function inWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return holdsPlaceholder(value) ? mapItems(value, inWords) : value;
  if (isJsonObject(value)) return holdsPlaceholder(value) ? mapValues(value, inWords) : value;
  return isPlaceholder(value) ? `(${placeholderText(value)}, to be made)` : value;
}

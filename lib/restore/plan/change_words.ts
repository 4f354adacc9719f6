/**
 * A change of a plan in words: without internal properties of forms, and with names for items that have no id yet.
 * Pure.
 *
 * @module
 */
import type { Handler, PartForms } from "../../handlers/handler.ts";
import { holdsPlaceholder, isPlaceholder, placeholderText } from "../../live/placeholders.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
  setKey,
} from "../../codec/json_value.ts";
import type { Change } from "../../live/form_changes.ts";
import { keyOfPath } from "./form_pin.ts";

/** Returns a change in words, for an item of the handler's type. */
export function changeInWords(
  { path, from, to }: Change,
  { partForms, ownRequests = [] }: Pick<Handler, "partForms" | "ownRequests"> = {},
): Change {
  const root = keyOfPath(path);
  const isList = partForms?.lists[root] !== undefined && (path === root || path.endsWith("]"));
  // A complete part, not a property of a part.
  const words = (value: JsonValue): JsonValue =>
    isList ? formInWords(root, value, partForms) : inWords(value);
  return { path, from: isList || ownRequests.includes(root) ? words(from) : from, to: words(to) };
}

/** Returns a part of a form without internal properties. */
function formInWords(path: string, value: JsonValue, forms: PartForms): JsonValue {
  if (Array.isArray(value)) return mapItems(value, (one) => formInWords(path, one, forms));
  if (!isJsonObject(value) || !Object.hasOwn(forms.lists, path)) return inWords(value);
  const words: JsonObject = {};
  for (const key of Object.keys(value)) {
    const word = Object.hasOwn(forms.words, key) ? forms.words[key] : key;
    if (typeof word === "string") {
      setKey(words, word, formInWords(`${path}.${key}`, value[key] ?? null, forms));
    }
  }
  return words;
}

function inWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return holdsPlaceholder(value) ? mapItems(value, inWords) : value;
  if (isJsonObject(value)) return holdsPlaceholder(value) ? mapValues(value, inWords) : value;
  return isPlaceholder(value) ? `(${placeholderText(value)}, to be created)` : value;
}

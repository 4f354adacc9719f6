/**
 * Placeholders in a form for the ids of items that do not exist in the destination yet.
 *
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue, mapItems, mapValues } from "../codec/json_value.ts";
import type { RefKind } from "../looker/item_ref.ts";

/** Half a surrogate pair. No text from Looker can contain it. */
const MARK = "\ud800";

/** Returns the placeholder for an item or part that does not exist in the destination yet. */
export function placeholder(kind: RefKind, id: string): string {
  return `${MARK}${kind}/${id}`;
}

/** Whether a translated id is a placeholder. */
export function isPlaceholder(id: unknown): id is string {
  return typeof id === "string" && id.startsWith(MARK);
}

/** Whether a value contains a placeholder at any depth. */
export function holdsPlaceholder(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsPlaceholder);
  return isJsonObject(value) ? Object.values(value).some(holdsPlaceholder) : isPlaceholder(value);
}

/** Returns the items and parts that the placeholders in a value represent, such as `folders/12`. */
export function placeholdersIn(value: JsonValue, found = new Set<string>()): Set<string> {
  if (isPlaceholder(value)) found.add(placeholderText(value));
  else if (Array.isArray(value)) { for (const one of value) placeholdersIn(one, found); }
  else if (isJsonObject(value)) { for (const one of Object.values(value)) placeholdersIn(one, found); }
  return found;
}

/** Returns a form in which placeholders are replaced with ids, as far as `idOf` returns them. */
export function withIds(form: JsonObject, idOf: (kind: RefKind, id: string) => string | null): JsonObject {
  const change = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return mapItems(value, change);
    if (isJsonObject(value)) return mapValues(value, change);
    if (!isPlaceholder(value)) return value;
    const words = placeholderText(value), at = words.indexOf("/");
    return idOf(words.slice(0, at) as RefKind, words.slice(at + 1)) ?? value;
  };
  return holdsPlaceholder(form) ? mapValues(form, change) : form;
}

/** Returns a readable text for a placeholder: `folders/12`. */
export function placeholderText(id: string): string {
  return id.slice(MARK.length);
}

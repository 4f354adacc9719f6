/**
 * What is in a form for the id of something that is not in the destination yet.
 *
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue, mapItems, mapValues } from "../codec/json_value.ts";
import type { RefKind } from "../looker/item_ref.ts";

/** Half a surrogate pair: no text that Looker serves can hold one. */
const MARK = "\ud800";

/** Stands for something that is not in the destination yet. */
export function placeholder(kind: RefKind, id: string): string {
  return `${MARK}${kind}/${id}`;
}

/** Whether a translated id is none. */
export function isPlaceholder(id: unknown): id is string {
  return typeof id === "string" && id.startsWith(MARK);
}

/** Whether a placeholder is anywhere in a value. */
export function holdsPlaceholder(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsPlaceholder);
  return isJsonObject(value) ? Object.values(value).some(holdsPlaceholder) : isPlaceholder(value);
}

/** What placeholders stand for, anywhere in a value: `folders/12`. */
export function placeholdersIn(value: JsonValue, found = new Set<string>()): Set<string> {
  if (isPlaceholder(value)) found.add(placeholderText(value));
  else if (Array.isArray(value)) { for (const one of value) placeholdersIn(one, found); }
  else if (isJsonObject(value)) { for (const one of Object.values(value)) placeholdersIn(one, found); }
  return found;
}

/** A form with ids in the places of placeholders, for as many as `idOf` knows. */
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

/** A placeholder's words for people: `folders/12`. */
export function placeholderText(id: string): string {
  return id.slice(MARK.length);
}

/**
 * The names of the parts of a body and of the items to which it refers. Pure.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import { asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { referredType } from "../../looker/content_types.ts";
import { labelOf, nounOf, shownBy } from "./part_rules.ts";
import type { PartName } from "./place.ts";

/** Returns the name of an item; null if it is unknown. */
export type NameLookup = (type: ContentType, id: string) => string | null;

/** Returns the name of a part of a list: its id in paths, its label in words. */
export function partName(list: string, part: JsonObject, nameOf?: NameLookup): PartName {
  return {
    inPath: () => asText(part["id"]) ?? labelOf(part) ?? "",
    inWords: () => inWords(list, part, nameOf),
  };
}

/** Returns a name such as `tile "Revenue"` or `access of group "Sales"`. */
function inWords(list: string, part: JsonObject, nameOf: NameLookup | undefined): string {
  const noun = nounOf(list);
  for (const [key, what] of [["group_id", "group"], ["user_id", "user"]] as const) {
    const id = asText(part[key]);
    if (id === null || !["access", "value"].includes(noun)) continue;
    return `${noun} of ${what} ${quoted(nameOfValue(key, id, nameOf) ?? id)}`;
  }
  const label = (list === "board_items" ? shownBy(part) : null) ?? labelOf(part);
  return label === null ? noun : `${noun} ${quoted(label)}`;
}

/** Returns the name of the item that a value refers to by id; null if the value is not an id or the item is unknown. */
export function nameOfValue(key: string, value: JsonValue, nameOf: NameLookup | undefined): string | null {
  const type = referredType(key), id = asText(value);
  return type === null || id === null ? null : nameOf?.(type, id) ?? null;
}

/**
 * What parts of a body as Looker serves it answer to the rules by which they are known. Pure.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { FormRules } from "../../codec/form_rules.ts";
import { senseText } from "../../codec/same_sense.ts";
import type { Answer } from "./match_parts.ts";
import { isEcho } from "./part_rules.ts";

/** The answers of parts of a body; `rules` are those of the objects in their list. */
export function answersOfBody(rules: FormRules): Answer<JsonObject> {
  return (part, name) => {
    switch (name) {
      case "$called":
        return calledOf(part);
      case "$source":
        return sourceOf(part, rules);
      case "$content":
        return senseText(ownSense(part, ""), rules);
      case "$whole":
        return senseText(part, rules);
      case "$active":
        return part["active"] === true ? "active" : null;
      case "$inactive":
        return part["active"] === true ? null : "inactive";
      case "$title":
        return JSON.stringify(asText(part["title"]));
      default:
        return part[name];
    }
  };
}

/** What a tile is called: texts have their title elsewhere. */
export function calledOf(tile: JsonObject): string | null {
  return asText(tile["title"]) ?? asText(tile["title_text"]);
}

/** What a tile shows. */
function sourceOf(tile: JsonObject, rules: FormRules): string | null {
  const maker = asObject(tile["result_maker"]);
  for (const key of ["look_id", "merge_result_id"] as const) {
    const id = asText(tile[key]) ?? asText(maker[key]);
    if (id !== null) return `${key} ${id}`;
  }
  const query = isJsonObject(maker["query"]) ? maker["query"] : tile["query"];
  return isJsonObject(query) ? senseText(ownSense(query, "query"), rules) : null;
}

/** Ids of what a part is, and of what it stands in. */
const IDENTITY: ReadonlySet<string> = new Set([
  "id",
  "dashboard_id",
  "dashboard_layout_id",
  "board_section_id",
]);

/** A part without what names it or where it stands, and without what only echoes other properties. */
function ownSense(value: JsonObject, within: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !IDENTITY.has(key) && !isEcho(value, key, within))
      .map(([key, one]): [string, JsonValue] => [key, isJsonObject(one) ? ownSense(one, key) : one]),
  );
}

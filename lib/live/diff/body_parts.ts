/**
 * The values of the parts of a body that the matching rules use. Pure.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import type { FormRules } from "../../codec/form_rules.ts";
import { ruleOf, rulesBelow, saysNothing, senseText, underKey } from "../../codec/same_sense.ts";
import type { Answer } from "./match_parts.ts";
import { isEcho } from "./part_rules.ts";

/**
 * Returns a function that returns the value of a part for a name of the matching rules. `rules` are the equality rules
 * of the objects in the list.
 */
export function answersOfBody(rules: FormRules): Answer<JsonObject> {
  return (part, name) => {
    switch (name) {
      case "$called":
        return calledOf(part);
      case "$source":
        return sourceOf(part, rules);
      case "$content":
        return contentText(part, rules);
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

/** Returns the name of a tile. Text tiles have it in another property. */
export function calledOf(tile: JsonObject): string | null {
  return asText(tile["title"]) ?? asText(tile["title_text"]);
}

/** Returns the content of a tile. */
function sourceOf(tile: JsonObject, rules: FormRules): string | null {
  const maker = asObject(tile["result_maker"]);
  for (const key of ["look_id", "merge_result_id"] as const) {
    const id = asText(tile[key]) ?? asText(maker[key]);
    if (id !== null) return `${key} ${id}`;
  }
  const query = isJsonObject(maker["query"]) ? maker["query"] : tile["query"];
  return isJsonObject(query) ? contentText(query, rules, "query") : null;
}

/** Ids of a part itself, and of the objects that contain it. */
const IDENTITY: ReadonlySet<string> = new Set([
  "id",
  "dashboard_id",
  "dashboard_layout_id",
  "board_section_id",
]);

/** Returns a part as one text, without its ids and without properties that only repeat others. */
function contentText(part: JsonObject, rules: FormRules, within = ""): string {
  let text = "{";
  for (const key of Object.keys(part).sort()) {
    if (IDENTITY.has(key) || isEcho(part, key, within)) continue;
    const rule = ruleOf(rules, key), inner = rulesBelow(rules, rule), value = underKey(part, key);
    if (saysNothing(value, rule)) continue;
    const said = isJsonObject(value) && !inner.keepsNothing
      ? contentText(value, inner, key)
      : senseText(value, inner, rule);
    text += `"${key.length} ${key}:${said},`;
  }
  return `${text}}`;
}

/**
 * Reads the names in a captured explore: its fields with their labels, and their views. Pure. Sources:
 * LookmlModelExplore and LookmlModelExploreField of specs/looker-4.0.json.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import { isFieldName } from "./field_names.ts";

/** A field of an explore. */
export interface ExploreField {
  /** `view.field`, with the name that the explore gives the view. */
  name: string;
  label: string | null;
  /** The name of the view in LookML; null if it is the same. */
  view: string | null;
}

const LISTS = ["dimensions", "measures", "filters", "parameters"] as const;

/** Returns the fields of an explore's body. */
export function fieldsOf(body: JsonObject): ExploreField[] {
  const lists = asObject(body["fields"]), behind = viewsBehind(body);
  return LISTS.flatMap((list) => asObjects(lists[list])).flatMap((field): ExploreField[] => {
    const name = asText(field["name"]);
    if (name === null || !isFieldName(name)) return [];
    const alias = name.slice(0, name.indexOf("."));
    const original = asText(field["original_view"]) ?? behind.get(alias) ?? alias;
    return [{ name, label: asText(field["label"]), view: original === alias ? null : original }];
  });
}

/** Returns the views of LookML by the names that the explore and its joins give them. */
function viewsBehind(body: JsonObject): ReadonlyMap<string, string> {
  const behind = new Map<string, string>();
  const own = asText(body["name"]), view = asText(body["view_name"]);
  if (own !== null && view !== null) behind.set(own, view);
  for (const join of asObjects(body["joins"])) {
    const name = asText(join["name"]), from = asText(join["from"]) ?? asText(join["view_name"]);
    if (name !== null && from !== null) behind.set(name, from);
  }
  return behind;
}

/**
 * Whether two tiles show the same, and whether they are the same altogether. Pure.
 *
 * @module
 */
import { asObject, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { sameSense } from "../../codec/same_sense.ts";
import { formRules } from "../../looker/equality.ts";
import { ECHOES, FROM, ID, MERGE_ID } from "./form.ts";

/** Whether a live tile shows what a wanted one shows. A merge query that the backup knows by its id alone is compared by it. */
export function sameSource(wanted: JsonObject, live: JsonObject): boolean {
  const merge = asObject(wanted["_source"])["merge"];
  if (typeof merge === "string") return merge === asText(live[MERGE_ID]);
  return same(wanted["_source"], live["_source"]);
}

/** Whether a live tile is what a copy of the wanted one would be, wherever it stands and whatever it listens to. */
export function sameContent(wanted: JsonObject, live: JsonObject): boolean {
  return sameSource(wanted, live) && same(content(wanted), content(live));
}

/** A tile without its identity, its place and its source. */
function content(element: JsonObject): JsonObject {
  const { [FROM]: _from, [ID]: _id, [MERGE_ID]: _merge, [ECHOES]: _echoes, ...rest } = element;
  const { _source, _layout, _filter, _lost, _broken, ...own } = rest;
  return own;
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return sameSense(a, b, formRules("dashboards"));
}

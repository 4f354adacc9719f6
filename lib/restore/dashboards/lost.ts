/**
 * Tiles that cannot be made again, because what they show is nowhere any more.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import type { Task } from "../kind.ts";
import { matchParts } from "./diff.ts";
import { FROM, ID } from "./form.ts";
import { elementName } from "./match.ts";

/** Takes such tiles out of the wanted form of a dashboard, with their places, and says so. */
export function dropLost({ wanted, writer }: Pick<Task, "wanted" | "writer">, live: JsonObject): void {
  const { missing } = matchParts(live, wanted).elements;
  for (const tile of missing) {
    const why = lossOf(tile, writer.options.sameInstance);
    if (why === null) continue;
    writer.warn(`tile "${elementName(tile) ?? asText(tile[FROM])}" left out: ${why}`);
    wanted["dashboard_elements"] = asObjects(wanted["dashboard_elements"]).filter((one) => one !== tile);
    wanted["dashboard_layouts"] = asObjects(wanted["dashboard_layouts"]).map((layout) => ({
      ...layout,
      _components: asObjects(layout["_components"]).filter((one) => one[ID] !== tile[ID]),
    }));
  }
}

/** Why a tile cannot be made; null when it can. */
function lossOf(tile: JsonObject, sameInstance: boolean): string | null {
  const lost = asText(tile["_lost"]);
  if (lost !== null) return `it shows ${lost}`;
  const source = asObject(tile["_source"]);
  if (sameInstance) return null;
  if (typeof source["merge"] === "string") return "its merge query was not captured";
  return source["sql_query_id"] === undefined
    ? null
    : "it shows a query of SQL Runner, which the API does not give: make it anew";
}

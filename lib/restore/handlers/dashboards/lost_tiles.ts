/**
 * Tiles that cannot be made again, because what they show is nowhere any more. Pure.
 *
 * @module
 */
import type { WriteOptions } from "../task.ts";
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../../codec/json_value.ts";
import { isReasonCode, type Reason, reason } from "../../plan/model.ts";
import { pathOf } from "./dashboard_changes.ts";
import { ID } from "./dashboard_form.ts";
import { matchParts, sameSource } from "./match_tiles.ts";

/** The wanted form of a dashboard without such tiles and their places; `omit` is told of each. */
export function leaveOutLost(
  wanted: JsonObject,
  live: JsonObject | null,
  { sameInstance, omit }: WriteOptions,
): JsonObject {
  if (live === null && !Array.isArray(wanted["dashboard_layouts"])) {
    const text = "Looker served the backup no layout of it: it places the tiles itself";
    omit?.({ path: "dashboard_layouts", reason: reason("no_layout", text) });
  }
  const { missing, pairs } = matchParts(live ?? {}, wanted).elements;
  for (const { wanted: tile, live: there } of pairs) {
    // It is there, and shows something else or nothing.
    const why = lostOf(tile);
    if (why === null) continue;
    const isAsItWas = tile["_broken"] === true || ["model_missing", "uncaptured"].includes(why.code);
    if (!(sameSource(tile, there) && isAsItWas)) {
      omit?.({ path: pathOf("dashboard_elements", tile), reason: why });
    }
  }
  const gone = new Set<JsonObject>();
  for (const tile of missing) {
    const why = lossOf(tile, sameInstance);
    if (why === null) continue;
    gone.add(tile);
    omit?.({ path: pathOf("dashboard_elements", tile), reason: why });
  }
  if (gone.size === 0) return wanted;
  const ids = new Set([...gone].map((tile) => tile[ID]));
  return {
    ...wanted,
    dashboard_elements: asObjects(wanted["dashboard_elements"]).filter((tile) => !gone.has(tile)),
    ...(Array.isArray(wanted["dashboard_layouts"]) && {
      dashboard_layouts: asObjects(wanted["dashboard_layouts"]).map((layout) => ({
        ...layout,
        _components: asObjects(layout["_components"]).filter((one) => !ids.has(one[ID] ?? null)),
      })),
    }),
  };
}

function lostOf(tile: JsonObject): Reason | null {
  const lost = tile["_lost"];
  if (!isJsonObject(lost)) return null;
  const code = asText(lost["code"]);
  return reason(isReasonCode(code) ? code : "reference_missing", asText(lost["text"]) ?? "");
}

/** Why a tile cannot be made; null when it can. */
function lossOf(tile: JsonObject, sameInstance: boolean): Reason | null {
  const lost = lostOf(tile);
  if (lost !== null) return lost;
  const isUncaptured = !sameInstance && typeof asObject(tile["_source"])["merge"] === "string";
  return isUncaptured ? reason("uncaptured", "its merge query was not captured") : null;
}

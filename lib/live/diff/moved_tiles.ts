/**
 * The positions of the tiles of a dashboard: rows, columns and sizes on its tabs. Pure.
 *
 * @module
 */
import { asObjects, asText, type JsonObject, sameJson } from "../../codec/json_value.ts";
import type { Matched } from "./match_parts.ts";

/** The position and size of a tile: grid cells from the top left. */
const PLACE = ["row", "column", "width", "height"] as const;

/** A tile that moved or was resized. */
export interface MovedTile {
  tile: JsonObject;
  from: JsonObject;
  to: JsonObject;
}

/** Returns the tiles that moved or were resized on a tab. Added and removed tiles are reported separately. */
export function movedTiles(tiles: Matched<JsonObject>, tabs: Matched<JsonObject>): MovedTile[] {
  const former = new Map(tiles.pairs.map(({ from, to }) => [asText(to["id"]), asText(from["id"])]));
  const known = new Map(tiles.pairs.map(({ to }) => [asText(to["id"]), to]));
  return tabs.pairs.flatMap((tab) => {
    const before = placesOn(tab.from), after = placesOn(tab.to);
    return [...after].flatMap(([id, to]) => {
      const from = before.get(former.get(id) ?? id);
      if (from === undefined || sameJson(from, to)) return [];
      return [{ tile: known.get(id) ?? { id }, from, to }];
    });
  });
}

/** Returns the positions on a tab, by tile. */
function placesOn(tab: JsonObject): Map<string, JsonObject> {
  const places = new Map<string, JsonObject>();
  for (const component of asObjects(tab["dashboard_layout_components"])) {
    const tile = asText(component["dashboard_element_id"]);
    if (tile === null || component["deleted"] === true) continue;
    places.set(tile, Object.fromEntries(PLACE.map((key) => [key, component[key] ?? null])));
  }
  return places;
}

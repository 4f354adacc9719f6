/**
 * Where the tiles of a dashboard stand: rows, columns and sizes on its tabs. Pure.
 *
 * @module
 */
import type { Difference } from "./difference.ts";
import { asObjects, asText, type JsonObject, sameJson } from "../codec/json_value.ts";
import { labelOf } from "./diff_rules.ts";

/** A tile's place: grid cells from the top left, and the tab where there are several. */
const PLACE = ["row", "column", "width", "height"] as const;

/** The tiles that moved or were resized. What came or went is told where it came or went. */
export function diffPlaces(from: JsonObject, to: JsonObject): Difference[] {
  const before = placesOf(from), after = placesOf(to);
  const titles = new Map([...tiles(from), ...tiles(to)]);
  const found: Difference[] = [];
  for (const [key, place] of after) {
    const former = before.get(key);
    if (former === undefined || sameJson(former.place, place.place)) continue;
    const title = titles.get(place.tile) ?? place.tile;
    found.push({
      kind: "moved",
      part: [`tile "${title}"`],
      path: "layout",
      from: former.place,
      to: place.place,
    });
  }
  return found;
}

interface PlacedTile {
  tile: string;
  place: JsonObject;
}

/** The places by tab and tile. */
function placesOf(dashboard: JsonObject): Map<string, PlacedTile> {
  const places = new Map<string, PlacedTile>();
  for (const layout of asObjects(dashboard["dashboard_layouts"])) {
    for (const component of asObjects(layout["dashboard_layout_components"])) {
      const tile = asText(component["dashboard_element_id"]);
      if (tile === null || component["deleted"] === true) continue;
      const place = Object.fromEntries(PLACE.map((key) => [key, component[key] ?? null]));
      places.set(`${asText(layout["id"])}/${tile}`, { tile, place });
    }
  }
  return places;
}

function tiles(dashboard: JsonObject): [string, string][] {
  return asObjects(dashboard["dashboard_elements"]).map((tile) => {
    const id = asText(tile["id"]) ?? "";
    return [id, labelOf(tile) ?? id];
  });
}

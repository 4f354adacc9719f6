/**
 * Builds the tabs, filters and tiles of a dashboard, and the tile of a look. Pure.
 *
 * @module
 */
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../../codec/json_value.ts";
import { GRID_COLUMNS, type LaidTile, layoutOf } from "../../../inspect/layout/dashboard_layout.ts";
import { chartOf, queryOf } from "../../../inspect/layout/tile_kind.ts";
import { LOOK } from "../../../looker/content_types.ts";
import type { Card, Filter, Query, Tile } from "../../data/card.ts";
import { queryCard } from "./query.ts";

/** The maximum length of the text of a tile, in characters. */
const LONGEST = 4000;

/** Returns the parts of a dashboard. */
export function dashboardParts(body: JsonObject): Pick<Card, "tabs" | "filters" | "tiles"> {
  const { tabs, tiles } = layoutOf(body);
  return {
    ...(tabs.length > 0 && { tabs: tabs.map(({ id, label }) => ({ id, title: label })) }),
    filters: asObjects(body["dashboard_filters"]).map(filterCard),
    tiles: tiles.map((tile) => ({
      ...tileCard(tile, body),
      ...(tabs.length > 0 && { tab: tabs[tile.tab]?.id ?? "" }),
    })),
  };
}

/** Returns the tile of a look. */
export function lookParts(body: JsonObject): Pick<Card, "tiles"> {
  const query = asObject(body["query"]), q = queryCard(body["query"]);
  const vis = asText(asObject(query["vis_config"])["type"]) ?? "table";
  return {
    tiles: [{
      id: "look",
      title: asText(body["title"]) ?? "",
      vis,
      at: [0, 0, GRID_COLUMNS, 12],
      ...(q !== undefined && { q }),
    }],
  };
}

function filterCard(filter: JsonObject): Filter {
  const model = asText(filter["model"]),
    explore = asText(filter["explore"]),
    field = asText(filter["dimension"]);
  return {
    id: asText(filter["id"]) ?? asText(filter["name"]) ?? "",
    title: asText(filter["title"]) ?? asText(filter["name"]) ?? "",
    ...(model !== null && explore !== null && { x: `${model}::${explore}` }),
    ...(field !== null && { field }),
    def: asText(filter["default_value"]) ?? "",
  };
}

function tileCard({ id, title, row, column, width, height, body }: LaidTile, dashboard: JsonObject): Tile {
  const vis = chartOf(body), text = textOf(body), look = asText(body["look_id"]);
  const q = queryCard(queryOf(body)), merged = vis === "merged" ? mergedOf(body, dashboard) : [];
  const listen = listeners(body);
  return {
    id,
    title,
    vis,
    at: [row, column, width, height],
    ...(text !== "" && { text }),
    ...(look !== null && { look: `${LOOK}/${look}` }),
    ...(look === null && merged.length === 0 && q !== undefined && { q }),
    ...(merged.length > 0 && { merged }),
    ...(listen.length > 0 && { listen }),
  };
}

function textOf(tile: JsonObject): string {
  const texts = ["subtitle_text", "body_text", "note_text"].flatMap((key) => asText(tile[key]) ?? []);
  return texts.join("\n").slice(0, LONGEST);
}

/** Returns the queries of merged results, which are parts of the dashboard. */
function mergedOf(tile: JsonObject, dashboard: JsonObject): Query[] {
  const parts = asObject(dashboard["_vault"]);
  const id = asText(tile["merge_result_id"]) ?? asText(asObject(tile["result_maker"])["merge_result_id"]) ??
    "";
  const merges = asObject(parts["merge_queries"]), sources = asObject(parts["merge_source_queries"]);
  const merge = Object.hasOwn(merges, id) ? asObject(merges[id]) : {};
  return asObjects(merge["source_queries"]).flatMap((one) => {
    const source = asText(one["query_id"]) ?? "";
    const query = Object.hasOwn(sources, source) ? sources[source] : undefined;
    return isJsonObject(query) ? queryCard(query) ?? [] : [];
  });
}

function listeners(tile: JsonObject): [string, string][] {
  const seen = new Set<string>(), found: [string, string][] = [];
  for (const filterable of asObjects(asObject(tile["result_maker"])["filterables"])) {
    for (const one of asObjects(filterable["listen"])) {
      const filter = asText(one["dashboard_filter_name"]), field = asText(one["field"]);
      if (filter === null || field === null || seen.has(`${filter}\n${field}`)) continue;
      seen.add(`${filter}\n${field}`);
      found.push([filter, field]);
    }
  }
  return found;
}

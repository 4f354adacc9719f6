/**
 * What a tile shows, in one word: the kind of its chart, or text. Pure.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";

/** The kinds. `other` is a chart of a plug-in, or of a release that this version does not know. */
export const TILE_KINDS = [
  "area",
  "bar",
  "boxplot",
  "button",
  "column",
  "funnel",
  "gauge",
  "line",
  "map",
  "merged",
  "other",
  "pie",
  "scatter",
  "single",
  "table",
  "text",
  "timeline",
  "words",
] as const;

/** One of them. */
export type TileKind = typeof TILE_KINDS[number];

/** Charts as Looker names them in `vis_config.type`. */
const CHARTS: Readonly<Record<string, TileKind>> = {
  looker_area: "area",
  looker_bar: "bar",
  looker_boxplot: "boxplot",
  looker_column: "column",
  looker_donut_multiples: "pie",
  looker_funnel: "funnel",
  looker_geo_choropleth: "map",
  looker_geo_coordinates: "map",
  looker_google_map: "map",
  looker_grid: "table",
  looker_line: "line",
  looker_map: "map",
  looker_pie: "pie",
  looker_scatter: "scatter",
  looker_single_record: "table",
  looker_timeline: "timeline",
  looker_waterfall: "column",
  looker_wordcloud: "words",
  single_value: "single",
  table: "table",
};

/** Tiles that have no chart, by their `type`. */
const PLAIN: Readonly<Record<string, TileKind>> = { text: "text", button: "button" };

/** The kind of a chart by its configuration; a table where none is named, as Looker draws it. */
export function chartKind(visConfig: JsonObject): TileKind {
  const type = asText(visConfig["type"]);
  if (type === null) return "table";
  return Object.hasOwn(CHARTS, type) ? CHARTS[type] ?? "other" : /gauge/.test(type) ? "gauge" : "other";
}

/** The kind of a tile. */
export function tileKind(tile: JsonObject): TileKind {
  const type = chartOf(tile);
  return Object.hasOwn(PLAIN, type) ? PLAIN[type] ?? "other" : type === MERGED ? MERGED : chartKind({ type });
}

const MERGED = "merged";

/** The chart of a tile as Looker names it, such as `looker_column`; `text`, `button`, or `merged` for merged results. */
export function chartOf(tile: JsonObject): string {
  const type = asText(tile["type"]) ?? "";
  if (Object.hasOwn(PLAIN, type)) return type;
  const maker = asObject(tile["result_maker"]), look = asObject(tile["look"]);
  if ((asText(tile["merge_result_id"]) ?? asText(maker["merge_result_id"])) !== null) return MERGED;
  // What a tile of a look draws is the look's.
  const configs = [
    maker["vis_config"],
    queryOf(tile)?.["vis_config"],
    asObject(look["query"])["vis_config"],
  ];
  for (const config of configs) {
    const chart = isJsonObject(config) ? asText(config["type"]) : null;
    if (chart !== null) return chart;
  }
  const hasText = [tile["body_text"], tile["title_text"]].some((text) => asText(text) !== null);
  return queryOf(tile) === null && asText(tile["look_id"]) === null && hasText ? "text" : "table";
}

/** A tile's query: Looker serves it in its result maker, and older releases beside it. Null for what has none of its own. */
export function queryOf(tile: JsonObject): JsonObject | null {
  const maker = asObject(tile["result_maker"]);
  if (isJsonObject(maker["query"])) return maker["query"];
  return isJsonObject(tile["query"]) ? tile["query"] : null;
}

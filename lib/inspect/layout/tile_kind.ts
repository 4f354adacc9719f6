/**
 * Classifies what a tile shows: the kind of its chart, or text. Pure.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";

/** The kinds. `other` is a chart of a plug-in, or of a Looker release that this version does not support. */
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

/** One of the kinds. */
export type TileKind = typeof TILE_KINDS[number];

/** The kinds of the charts in Looker's `vis_config.type`. */
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

/** The kinds of tiles without a chart, by their `type`. */
const PLAIN: Readonly<Record<string, TileKind>> = { text: "text", button: "button" };

/** Returns the kind of a chart by its configuration. Without a type, Looker draws a table. */
export function chartKind(visConfig: JsonObject): TileKind {
  const type = asText(visConfig["type"]);
  if (type === null) return "table";
  return Object.hasOwn(CHARTS, type) ? CHARTS[type] ?? "other" : /gauge/.test(type) ? "gauge" : "other";
}

/** Returns the kind of a tile. */
export function tileKind(tile: JsonObject): TileKind {
  const type = chartOf(tile);
  return Object.hasOwn(PLAIN, type) ? PLAIN[type] ?? "other" : type === MERGED ? MERGED : chartKind({ type });
}

const MERGED = "merged";

/**
 * Returns Looker's name of a tile's chart, such as `looker_column`; otherwise `text`, `button`, or `merged` for merged
 * results.
 */
export function chartOf(tile: JsonObject): string {
  const type = asText(tile["type"]) ?? "";
  if (Object.hasOwn(PLAIN, type)) return type;
  const maker = asObject(tile["result_maker"]), look = asObject(tile["look"]);
  if ((asText(tile["merge_result_id"]) ?? asText(maker["merge_result_id"])) !== null) return MERGED;
  // A tile of a look has the look's chart.
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

/**
 * Returns the query of a tile; null if it has none of its own. Looker returns the query in the result maker, older
 * releases return it next to the result maker.
 */
export function queryOf(tile: JsonObject): JsonObject | null {
  const maker = asObject(tile["result_maker"]);
  if (isJsonObject(maker["query"])) return maker["query"];
  return isJsonObject(tile["query"]) ? tile["query"] : null;
}

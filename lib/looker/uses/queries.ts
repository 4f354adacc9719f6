/**
 * The queries of an item's tiles, regardless of the item's name and its charts. Pure.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  isJsonObject,
  type JsonObject,
  jsonText,
  type JsonValue,
} from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";

/** The properties that distinguish queries. */
const DEFINING = [
  "model",
  "view",
  "fields",
  "pivots",
  "fill_fields",
  "filters",
  "filter_expression",
  "sorts",
  "limit",
  "column_limit",
  "total",
  "row_total",
  "subtotals",
  "dynamic_fields",
] as const;

/**
 * Returns one text for all queries of a dashboard or a look; null if it has none. Two items with the same queries
 * have the same text. The order of tiles does not matter.
 */
export function queriesOf(type: ContentType, body: JsonObject): string | null {
  if (type === "looks") return isJsonObject(body["query"]) ? defined(body["query"]) : null;
  if (type !== "dashboards" && type !== "lookml_dashboards") return null;
  const sources = asObject(asObject(body["_vault"])["merge_source_queries"]);
  const merges = asObject(asObject(body["_vault"])["merge_queries"]);
  const shown = asObjects(body["dashboard_elements"]).flatMap((tile): string[] => {
    const query = isJsonObject(tile["query"]) ? tile["query"] : asObject(tile["result_maker"])["query"];
    const look = asText(tile["look_id"]), merge = asText(tile["merge_result_id"]);
    if (look !== null) return [`look ${look}`];
    if (merge !== null) {
      const parts = asObjects(asObject(merges[merge])["source_queries"]).map((one) => {
        const source = sources[asText(one["query_id"]) ?? ""];
        return `${isJsonObject(source) ? defined(source) : asText(one["query_id"])} ${
          sorted(one["merge_fields"] ?? null)
        }`;
      });
      return [`merge ${parts.length === 0 ? merge : parts.join(" with ")}`];
    }
    return isJsonObject(query) ? [defined(query)] : [];
  });
  return shown.length === 0 ? null : shown.sort().join("\n");
}

function defined(query: JsonObject): string {
  return DEFINING.map((key) => {
    const value = query[key] ?? null;
    return isEmpty(value) ? "" : `${key} ${sorted(value)}`;
  }).filter((text) => text !== "").join(" ");
}

/** Whether a value is empty. Releases differ in whether they serve null, `""`, `[]`, `{}` or `false`. */
function isEmpty(value: JsonValue): boolean {
  if (value === null || value === "" || value === "[]" || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

/** Returns JSON with the keys of the outermost object sorted. */
function sorted(value: JsonValue): string {
  if (!isJsonObject(value)) return jsonText(value);
  return `{${
    Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${jsonText(value[key] ?? null)}`).join(",")
  }}`;
}

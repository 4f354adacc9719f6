/**
 * The writable part of a tile: its own properties, its content, and its tab and filter.
 *
 * @module
 */
import { type Reason, reason } from "../reason.ts";
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { writable } from "../../looker/writable.ts";
import { placeholder } from "../../live/placeholders.ts";
import type { Refs } from "../references.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { mergeForm, queryForm, withColors } from "../queries.ts";
import { isProperty, type Lost, type PartForm, type TileForm, type TileSource } from "./form_types.ts";

/** Properties of a tile that name the source of its data or its tab. They are translated. */
const TRANSLATED = [
  "dashboard_id",
  "dashboard_layout_id",
  "look",
  "look_id",
  "merge_result_id",
  "query",
  "query_id",
  "filter_id",
  "result_maker",
  "result_maker_id",
  "certification_metadata",
];

/** Returns whether a dashboard has a part. */
export type HasPart = (kind: PartKind, id: string) => boolean;

/** Returns a part's id in the destination, or a placeholder as long as it has none. */
export function idOf(kind: PartKind, id: string, refs: Refs): string {
  return refs.part(kind, id) ?? placeholder(kind, id);
}

/** Merge queries by their ids, and their source queries. */
export interface Merges {
  merges: JsonObject;
  queries: ReadonlyMap<string, JsonObject>;
}

/** The inputs for the form of a tile. */
export interface TileCase {
  identity: PartForm;
  merges: Merges;
  has: HasPart;
  refs: Refs;
}

/** Returns the form of a tile. */
export function tileForm(element: JsonObject, { identity, merges, has, refs }: TileCase): TileForm {
  const own = Object.entries(writable("DashboardElement", element)).filter(([key]) =>
    !TRANSLATED.includes(key) && isProperty(key)
  );
  const form: TileForm = { ...identity, ...Object.fromEntries(own) };
  const layout = asText(element["dashboard_layout_id"]);
  if (layout !== null && has("dashboard_layouts", layout)) {
    form.layout = idOf("dashboard_layouts", layout, refs);
  }
  const part = refs.apart?.();
  const filter = asText(element["filter_id"]), data = dataOf(element, merges, part ?? refs);
  const lacking = [...part?.lacking ?? []];
  if (lacking.length > 0) form.lost = lost(modelsMissing(lacking));
  if (filter === null) return { ...form, ...data };
  if (has("dashboard_filters", filter)) form.filter = idOf("dashboard_filters", filter, refs);
  else if (data.source === undefined) {
    form.lost = lost(reason("reference_missing", "it shows a filter that does not exist on its dashboard"));
    form.broken = true;
  }
  return { ...form, ...data };
}

/** The part of a tile that defines its content. The rest of a result maker repeats its source. */
interface TileData {
  source?: TileSource;
  maker?: JsonObject;
  echoes?: JsonObject;
  merge_id?: string;
  lost?: Lost;
  broken?: true;
}

function dataOf(element: JsonObject, { merges, queries }: Merges, refs: Refs): TileData {
  const maker = asObject(element["result_maker"]);
  const look = asText(element["look_id"]);
  if (look !== null) {
    const to = refs.may("looks", look, { isQuiet: true });
    const listens = element["result_maker"] === undefined ? {} : {
      maker: {
        filterables: writable("ResultMakerWithIdVisConfigAndDynamicFields", maker)["filterables"] ?? [],
      },
    };
    return {
      source: { look: to ?? look },
      ...listens,
      ...(to === null && { lost: lost(refs.whyLost?.("looks", look)) }),
      // The tile showed nothing when it was backed up. If it exists, nothing of it is missing.
      ...(to === null && element["look"] === null && { broken: true }),
    };
  }
  const { query: _query, sql_query_id: _sql, merge_result_id: _merge, filterables, ...echoes } = writable(
    "ResultMakerWithIdVisConfigAndDynamicFields",
    maker,
  );
  if (isJsonObject(echoes["vis_config"])) echoes["vis_config"] = withColors(echoes["vis_config"], refs);
  const set = {
    ...(filterables !== undefined && { maker: { filterables } }),
    ...(Object.keys(echoes).length > 0 && { echoes }),
  };
  const merge = asText(element["merge_result_id"]) ?? asText(maker["merge_result_id"]);
  if (merge !== null) {
    const held = merges[merge];
    const form = isJsonObject(held) ? mergeForm(held, queries, refs) : null;
    return { source: { merge: form ?? merge }, merge_id: merge, ...set };
  }
  const query = isJsonObject(maker["query"]) ? maker["query"] : element["query"];
  if (isJsonObject(query)) return { source: { query: queryForm(query, refs) }, ...set };
  const sql = asText(maker["sql_query_id"]);
  return sql === null ? {} : { source: { sql_query_id: sql }, lost: lost(OF_SQL_RUNNER), ...set };
}

/**
 * Why a tile of SQL Runner cannot be created, even in its own instance: Looker does not accept its query as a source.
 */
const OF_SQL_RUNNER = reason(
  "uncaptured",
  "it shows a SQL Runner query, which the API can neither read nor write: create it again in Looker",
);

/** Returns why a tile cannot be created if the destination lacks its models. */
function modelsMissing(lacking: readonly string[]): Reason {
  const models = lacking.map((key) => key.slice(key.indexOf("/") + 1)).join(", ");
  return reason(
    "model_missing",
    `it uses the model ${models}, which does not exist in the target instance: deploy its LookML`,
  );
}

/** Returns the reason why a tile cannot be created, as its form contains it. */
function lost(why: Reason | undefined): Lost {
  const { code, text } = why ?? reason("reference_missing", "the content that it shows is deleted");
  return { code, text };
}

/** Returns the merge queries of a dashboard's body. */
export function mergesOf(body: JsonObject): Merges {
  const parts = asObject(body["_vault"]);
  const queries = new Map<string, JsonObject>();
  for (const query of Object.values(asObject(parts["merge_source_queries"])).filter(isJsonObject)) {
    const id = asText(query["id"]), slug = asText(query["slug"]);
    if (id !== null) queries.set(id, query);
    if (slug !== null) queries.set(`slug:${slug}`, query);
  }
  return { merges: asObject(parts["merge_queries"]), queries };
}

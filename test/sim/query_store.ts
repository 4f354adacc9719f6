/** Queries are named by their content: the same definition has the same id. @module */
import { asObject, asText, isObject, type Json, type JsonObject, RawJson, stringify } from "./json.ts";
import { queryExtras } from "./lookml_fields.ts";
import { HOST } from "./present.ts";
import { opaqueId } from "./random.ts";
import type { Store } from "./store.ts";

/** Queries of generated tiles are numbered from here. */
export const TILE_NUMBERS = 1000;
/** Queries of generated looks are numbered from here. */
export const LOOK_NUMBERS = 500_000;

const DEFINITION = [
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
  "vis_config",
  "filter_config",
  "visible_ui_sections",
  "dynamic_fields",
  "query_timezone",
] as const;

/** Stores a query unless the same definition is there already; its id. */
export function storeQuery(store: Store, sent: JsonObject): string {
  // Settings are long and answered many times over: written once, they are served as they stand.
  const vis = isObject(sent["vis_config"])
    ? new RawJson(stringify(sent["vis_config"]))
    : sent["vis_config"] ?? null;
  const body: JsonObject = { ...sent, vis_config: vis };
  const wanted = definition(body);
  const held = store.queryDefinitions.get(wanted) ?? seeded(store, wanted) ??
    generated(store, body, wanted);
  if (held !== undefined) return held;
  const number = 1_500_000_000 + store.queryDefinitions.size;
  const id = opaqueId(store.idSeed + 70, number), slug = opaqueId(store.idSeed + 71, number).slice(0, 12);
  const query: JsonObject = {
    can: { run: true, see_results: true, explore: true, create: true, show: true },
    id,
    slug,
    client_id: body["client_id"] ?? slug,
    share_url: `${HOST}/x/${slug}`,
    expanded_share_url: `${HOST}/explore/${asText(body["model"])}/${asText(body["view"])}?vis=${
      encodeURIComponent(stringify(vis))
    }`,
    url: `/explore/${asText(body["model"])}/${asText(body["view"])}`,
    has_table_calculations: asText(body["dynamic_fields"]) !== "",
    ...(store.served.computed && queryExtras(body, store.deploys)),
  };
  for (const name of DEFINITION) query[name] = body[name] ?? null;
  const allIndexed = store.indexedQueries === store.table("queries").rows.size;
  store.table("queries").set(id, query);
  store.queryDefinitions.set(wanted, id);
  if (allIndexed) store.indexedQueries++;
  return id;
}

function seeded(store: Store, wanted: string): string | undefined {
  const table = store.table("queries");
  if (store.indexedQueries === table.rows.size) return undefined;
  store.indexedQueries = table.rows.size;
  for (const [id, query] of table.rows) {
    const text = definition(query);
    if (!store.queryDefinitions.has(text)) store.queryDefinitions.set(text, id);
  }
  return store.queryDefinitions.get(wanted);
}

/** The query of a generated tile or look, found by the number in its filter. */
function generated(store: Store, body: JsonObject, wanted: string): string | undefined {
  const { seed } = store;
  const filters = Object.values(asObject(body["filters"])).map(asText);
  const number = Number(
    filters.map((text) => /^>(\d+)$/.exec(text)?.[1]).find((text) => text !== undefined) ?? NaN,
  );
  if (Number.isNaN(number)) return undefined;
  const candidates = [
    opaqueId(seed, Math.max(0, number - TILE_NUMBERS)),
    opaqueId(seed + 3, Math.max(0, number - LOOK_NUMBERS)),
  ];
  return candidates.find((id) => {
    const query = store.query(id);
    return query !== undefined && definition(query) === wanted;
  });
}

/** What makes a query the query it is, as one text. */
export function definition(query: JsonObject): string {
  return DEFINITION.map((name) => canonical(query[name] ?? null)).join("\n");
}

/** JSON text in which empty and absent are the same, as they are to Looker. */
export function canonical(value: Json): string {
  const text = stringify(value);
  return text === "[]" || text === "{}" || text === '""' ? "null" : text;
}

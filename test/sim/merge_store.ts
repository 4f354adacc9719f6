/** Merge queries are named by their content too: the same sources, merged the same way, have the same id. @module */
import { asList, asObject, asText, given, type Json, type JsonObject } from "./json.ts";
import { canonical } from "./query_store.ts";
import { opaqueId } from "./random.ts";
import type { Store } from "./store.ts";
import type { Item } from "./table.ts";

const DEFINITION = [
  "column_limit",
  "dynamic_fields",
  "pivots",
  "sorts",
  "total",
  "limit",
  "vis_config",
] as const;

/** Stores a merge query unless the same definition is there already. */
export function storeMergeQuery(store: Store, body: JsonObject): Item {
  const table = store.table("merge_queries");
  const wanted = definition(store, body);
  const twin = table.index("definition", (item) => definition(store, item.full())).get(wanted)?.[0];
  if (twin !== undefined) return twin;
  const number = Number(table.nextId());
  return table.insert({
    column_limit: null,
    dynamic_fields: null,
    limit: null,
    pivots: [],
    sorts: [],
    total: false,
    vis_config: null,
    ...body,
    id: opaqueId(store.idSeed + 60, number),
    can: {},
    result_maker_id: `mm${number}`,
  });
}

/** The id of the query that a source names, by id or by slug. */
export function sourceQueryId(store: Store, source: JsonObject): string | undefined {
  const id = asText(source["query_id"]);
  if (id !== "") return store.query(id) === undefined ? undefined : id;
  return store.by("queries", "slug").get(asText(source["query_slug"]))?.[0]?.id;
}

function definition(store: Store, merge: JsonObject): string {
  const sources = asList(merge["source_queries"]).map(asObject).map((source): Json => ({
    name: source["name"] ?? null,
    query: sourceQueryId(store, source) ?? null,
    merge_fields: asList(source["merge_fields"]),
  }));
  const rest = DEFINITION.map((name) => {
    const value = merge[name];
    return canonical(given(value) && value !== false ? value ?? null : null);
  });
  return [canonical(sources), ...rest].join("\n");
}

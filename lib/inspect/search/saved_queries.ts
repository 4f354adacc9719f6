/**
 * Finds the queries that items refer to by id, such as alerts and schedules. The query of an alert on a tile is usually
 * the tile's query, which is in the vault. Other queries must be read from Looker.
 *
 * @module
 */
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { typesWith } from "../../looker/content_types.ts";
import { STATE, TERM } from "../../vault/index/kinds.ts";
import type { Searcher } from "./searcher.ts";

/** The queries that items refer to by id. */
export interface SavedQueries {
  /** The id of the query to which each doc refers. */
  named: ReadonlyMap<number, string>;
  /** The queries that are in the vault, by id. */
  held: ReadonlyMap<string, JsonObject>;
  /** The ids of the other queries. */
  unread: readonly string[];
}

/** Returns the queries to which existing items refer by id. */
export function savedQueries(searcher: Searcher): SavedQueries {
  const { index } = searcher, types = new Set(typesWith("namesQuery").map(typeCode));
  const named = new Map<number, string>(), held = new Map<string, JsonObject>(), read = new Set<number>();
  const docs = index.docsIn(STATE.live).filter((doc) => types.has(index.type(doc)));
  for (const doc of index.docs(docs)) {
    const body = searcher.version(doc)?.body, id = asText(body?.["query_id"] ?? null);
    if (body === undefined || id === null) continue;
    named.set(doc.doc, id);
    const tile = asText(body["dashboard_element_id"]);
    if (tile === null || held.has(id)) continue;
    const term = index.term(TERM.tile, tile), dashboards: number[] = [];
    if (term !== null) index.eachDoc(term, (one) => index.state(one) === STATE.live && dashboards.push(one));
    for (const dashboard of index.docs(dashboards.filter((one) => !read.has(one)))) {
      read.add(dashboard.doc);
      const tiles = searcher.version(dashboard)?.body["dashboard_elements"];
      for (const query of asObjects(tiles).flatMap(queriesOfTile)) held.set(asText(query["id"]) ?? "", query);
    }
  }
  return { named, held, unread: [...new Set(named.values())].filter((id) => !held.has(id)) };
}

/** Returns the queries of a tile, and of the look that it shows. */
function queriesOfTile(tile: JsonObject): JsonObject[] {
  const places = [tile, asObject(tile["result_maker"]), asObject(tile["look"])];
  return places.flatMap(({ query }) => query !== undefined && isJsonObject(query) ? [query] : []);
}

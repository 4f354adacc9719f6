/**
 * The queries that items name by their ids alone, as alerts and schedules do. Of an alert on a tile it is mostly the tile's,
 * which the vault holds; the others have to be read from Looker.
 *
 * @module
 */
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { typesWith } from "../../looker/content_types.ts";
import { STATE, TERM } from "../../vault/index/kinds.ts";
import type { Searcher } from "./searcher.ts";

/** Which items name which query, and what is known of these. */
export interface SavedQueries {
  /** The query that a doc names, by its id. */
  named: ReadonlyMap<number, string>;
  /** Queries that the vault holds, by their ids. */
  held: ReadonlyMap<string, JsonObject>;
  /** Ids of the others. */
  unread: readonly string[];
}

/** The queries that what Looker has names by their ids. */
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

/** The query of a tile, or of the look that it shows. */
function queriesOfTile(tile: JsonObject): JsonObject[] {
  const places = [tile, asObject(tile["result_maker"]), asObject(tile["look"])];
  return places.flatMap(({ query }) => query !== undefined && isJsonObject(query) ? [query] : []);
}

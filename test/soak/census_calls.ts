/**
 * Which requests of a run log in and list what there is, and which fetch.
 *
 * @module
 */
import { REGISTRY } from "../../lib/looker/content_types.ts";
import type { RequestRecord } from "../sim/log.ts";

/** Who answers, and who asks. */
const SESSION = new Set(["login", "logout", "versions", "me"]);

/** Listings with ids alone; without `fields` they are pages of bodies. */
const IDS = new Set<string>(["search_dashboards", "search_looks", "all_users", "all_lookml_models"]);

/** Listings of small types, whose bodies come with the ids. */
const LISTS = new Set<string>([
  ...Object.values(REGISTRY).flatMap(({ source }) =>
    !("listing" in source) || IDS.has(source.listing.operation) ? [] : [source.listing.operation]
  ),
  "all_roles",
  "get_setting",
  // The ids of disabled plans.
  "run_inline_query",
]);

/** How many requests of one run's log list or log in. The same request twice counts once: the second was waste. */
export function censusCalls(log: readonly RequestRecord[]): number {
  const seen = new Set<string>();
  for (const { operation, path, query } of log) {
    if (isCensus(operation, query)) seen.add(`${operation} ${path}?${query}`);
  }
  return seen.size;
}

function isCensus(operation: string, query: string): boolean {
  if (SESSION.has(operation) || LISTS.has(operation)) return true;
  return IDS.has(operation) && new URLSearchParams(query).has("fields");
}

/**
 * Estimates the requests for the merge queries of dashboards, from some pages of their tiles and a few merge queries.
 *
 * @module
 */
import type { Listing } from "../../looker/registry/entry.ts";
import { callOptions, type RunContext } from "../context.ts";
import { listingParams } from "../listing.ts";

/** The number of dashboard pages whose tiles are read, and dashboards per page. */
const PAGES = 5, PAGE = 100;
/** The number of merge queries to read, to find out how many queries each merges. */
const READ = 3;

/** A listing of dashboards, and its number of dashboards. */
export interface DashboardListing {
  listing: Listing;
  count: number;
}

/**
 * Returns the requests for merge queries: one for each, and one for each query that it merges. Exact up to 500
 * dashboards.
 */
export async function mergeCalls(
  context: RunContext,
  listings: readonly DashboardListing[],
): Promise<number> {
  const merges = new Set<string>();
  const total = listings.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { listing, offset } of sample(listings)) {
    const fields = "id,dashboard_elements(merge_result_id)";
    const rows = await context.client.call(
      listing.operation,
      listingParams(listing, { fields, limit: PAGE, offset }),
      options(context),
    ) as { dashboard_elements?: { merge_result_id?: string | null }[] | null }[];
    seen += rows.length;
    for (const { dashboard_elements } of rows) {
      for (const { merge_result_id: id } of dashboard_elements ?? []) if (id) merges.add(id);
    }
  }
  if (merges.size === 0) return 0;
  const all = merges.size * Math.max(1, total / Math.max(seen, 1));
  return Math.round(all * (1 + await queriesEach(context, [...merges].slice(0, READ))));
}

/** Returns pages spread evenly over the listings, large listings first. */
function sample(listings: readonly DashboardListing[]): { listing: Listing; offset: number }[] {
  const pages = [...listings].sort((a, b) => b.count - a.count).flatMap(({ listing, count }) =>
    Array.from({ length: Math.ceil(count / PAGE) }, (_, n) => ({ listing, offset: n * PAGE }))
  );
  const step = Math.max(1, pages.length / PAGES);
  return pages.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
}

async function queriesEach(context: RunContext, ids: readonly string[]): Promise<number> {
  let queries = 0;
  for (const merge_query_id of ids) {
    const merge = await context.client.call("merge_query", { merge_query_id }, options(context));
    queries += merge.source_queries?.length ?? 0;
  }
  return queries / ids.length;
}

function options(context: RunContext): ReturnType<typeof callOptions> {
  return callOptions(context, context.tracker("dashboards"));
}

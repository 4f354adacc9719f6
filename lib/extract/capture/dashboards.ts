/**
 * Captures dashboards: pages with all nested parts, and the merge queries of their tiles with the source queries.
 *
 * @module
 */
import type { Body } from "../../codec/body.ts";
import { store } from "../context.ts";
import { censusPages } from "./census_pages.ts";
import { DashboardLacks, missingParts } from "./dashboard_lacks.ts";
import { MergeQueries } from "./merge_queries.ts";

/** Keys that show whether a dashboard has merge tiles, and whether its tiles were served with their queries. */
const WATCHED = ["merge_result_id", "query_id", "query"];

/** Captures dashboards. */
export const captureDashboards = censusPages("dashboards", {
  watch: WATCHED,
  isWhole: isWholeDashboard,
  keeper: (context, tracker) => {
    const merges = new MergeQueries(context, tracker), lacks = new DashboardLacks(context, tracker);
    return {
      keep: (id, body): Promise<void> | undefined => {
        lacks.judge(id, body);
        if (body.found.has("merge_result_id")) return merges.store(id, body.copy());
        store(context, tracker, id, body);
        return undefined;
      },
      done: () => {
        lacks.tell();
        if (merges.gone.size > 0) tracker.remark(goneNote([...merges.gone]));
      },
    };
  },
});

/** Whether a dashboard contains its nested parts, including the queries of its tiles. */
export function isWholeDashboard(body: Body): boolean {
  if (missingParts(body).length > 0) return false;
  return !body.found.has("query_id") || body.found.has("query");
}

/** The maximum number of ids in a note. */
const NAMED = 5;

function goneNote(ids: readonly string[]): string {
  const some = ids.toSorted().slice(0, NAMED).join(", ") + (ids.length > NAMED ? ", …" : "");
  return ids.length === 1
    ? `a merge query used by tiles was not captured: Looker returned 404 (${some})`
    : `${ids.length} merge queries used by tiles were not captured: Looker returned 404 (${some})`;
}

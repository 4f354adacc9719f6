/**
 * How much content is used. Assumed: a row for each week and one of all time, of each user and of each of the user's groups;
 * whoever asks sees all of them. The summary has what somebody has viewed.
 *
 * @module
 */
import { type Call, type Handlers, many, value } from "../call.ts";
import { asText, type JsonObject } from "../json.ts";

/** Handlers. */
export const contentUse: Handlers = {
  search_content_views: (call) =>
    many(call, call.store.table("content_views").all(), {
      match: {
        all_time: (item, wanted) => wanted !== "true" || item.get("start_of_week_date") === null,
      },
    }),
  content_summary: (call) => {
    const wanted = call.query.list("target_content_type");
    const rows = summary(call).filter((row) => wanted?.includes(asText(row["content_type"])) ?? true);
    const from = call.query.integer("offset") ?? 0;
    return value(call, rows.slice(from, from + (call.query.integer("limit") ?? rows.length)));
  },
};

const KINDS = { dashboard: ["dashboards", "dashboard_id"], look: ["looks", "look_id"] } as const;

function summary(call: Call): JsonObject[] {
  return Object.entries(KINDS).flatMap(([content_type, [table, key]]) =>
    [...new Set(call.store.table("content_views").all().map((row) => asText(row.get(key))))]
      .flatMap((id): JsonObject[] => {
        const item = call.store.table(table).get(id);
        return item === undefined ? [] : [{
          can: {},
          id: `${content_type}-${id}`,
          content_type,
          content_id: id,
          content_slug: item.get("slug") ?? null,
          content_url: `/${table}/${id}`,
          title: item.get("title") ?? null,
          description: item.get("description") ?? null,
          last_viewed_at: null,
          user_id: item.get("user_id") ?? null,
          user_full_name: null,
          is_scheduled: false,
          favorite_count: 0,
          view_count: item.get("view_count") ?? null,
          favorite_id: null,
          weighted_score: 0.5,
          group_weighted_score: 0.5,
          suggestion_score: 0.5,
          preferred_viewer: null,
          certification_metadata: null,
        }];
      })
  );
}

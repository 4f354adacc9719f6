import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { type ItemUse, useRows } from "../../lib/looker/content_use.ts";

const WHEN = "2026-01-02T03:04:05.678-07:00", UTC = "2026-01-02T10:04:05Z";

/** Rows of views, and what they say of dashboard 1. */
const VIEWS: readonly [string, JsonObject[], ItemUse | undefined][] = [
  ["none", [], undefined],
  ["of another kind", [{ look_id: "1", view_count: 4 }], undefined],
  ["of users, added up", [
    { dashboard_id: "1", user_id: "1", view_count: 3, last_viewed_at: null },
    { dashboard_id: "1", user_id: 2, view_count: 4n, last_viewed_at: WHEN },
  ], { views: 7, last: UTC }],
  ["of users, and of groups that they are in", [
    { dashboard_id: "1", user_id: "1", view_count: 3 },
    { dashboard_id: "1", group_id: "1", view_count: 3 },
    { dashboard_id: "1", group_id: "2", view_count: 3 },
  ], { views: 3, last: null }],
  ["of groups alone", [
    { dashboard_id: "1", group_id: "1", view_count: 2 },
    { dashboard_id: "1", group_id: "2", view_count: 5 },
  ], { views: 5, last: null }],
  ["of everybody", [
    { dashboard_id: "1", user_id: "1", view_count: 3 },
    { dashboard_id: "1", user_id: null, group_id: "", view_count: 9 },
  ], { views: 9, last: null }],
  ["the latest time", [
    { dashboard_id: "1", user_id: "1", view_count: 1, last_viewed_at: WHEN },
    { dashboard_id: "1", user_id: "2", view_count: 1, last_viewed_at: "2025-01-01T00:00:00Z" },
  ], { views: 2, last: UTC }],
  [
    "what is no count and no time",
    [{ dashboard_id: "1", view_count: "many", last_viewed_at: "yesterday" }],
    { views: null, last: null },
  ],
  ["less than nothing", [{ dashboard_id: "1", view_count: -1 }], { views: null, last: null }],
];

for (const [what, rows, expected] of VIEWS) {
  Deno.test(`useRows() adds up views: ${what}`, () => {
    const use = useRows();
    for (const row of rows) use.view((name) => row[name]);
    assertEquals(use.use().get("dashboards")?.get("1"), expected);
  });
}

Deno.test("useRows() takes counts of a summary, and not whose views they are", () => {
  const use = useRows();
  const rows: JsonObject[] = [
    { content_type: "look", content_id: "7", view_count: 12, last_viewed_at: WHEN },
    { content_type: "board", content_id: "7", view_count: 3 },
    { content_type: "dashboard", content_id: null, view_count: 3 },
  ];
  for (const row of rows) use.summary((name) => row[name]);
  assertEquals([...use.use()], [["looks", new Map([["7", { views: 12, last: null }]])]]);
});

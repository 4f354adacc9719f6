import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { lostWithQueries } from "../../lib/restore/plan/remade_queries.ts";

const was = { id: "1", model: "m", view: "v", fields: ["v.a"], runtime: 1.2, quick_calcs: [1], slug: "x" };
const now = { ...was, fields: ["v.b"] };

for (
  const [what, type, live, body, lost] of [
    ["a changed query of a look", "looks", { query: { ...was, hint: 1 } }, { query: { ...now, hint: 1 } }, [
      "query.hint",
    ]],
    ["a query that stays", "looks", { query: { ...was, hint: 1 } }, { query: { ...was, hint: 1 } }, []],
    [
      "what says nothing, is computed or known",
      "looks",
      { query: { ...was, hint: null } },
      { query: now },
      [],
    ],
    [
      "tiles, each by its id, and told once",
      "dashboards",
      {
        dashboard_elements: [{ id: "7", query: was }, {
          id: "8",
          query: { ...was, hint: "h" },
          result_maker: { query: { ...was, hint: "h" } },
        }],
      },
      {
        dashboard_elements: [{ id: "8", query: now, result_maker: { query: now } }, { id: "7", query: was }],
      },
      ["dashboard_elements[0].query.hint"],
    ],
    [
      "a look on a tile",
      "dashboards",
      { dashboard_elements: [{ id: "7", look_id: "3", look: { query: { ...was, hint: 1 } } }] },
      { dashboard_elements: [{ id: "7", look_id: "3", look: { query: now } }] },
      [],
    ],
    [
      "a tile with its result alone",
      "dashboards",
      { dashboard_elements: [{ id: "7", query: null, result_maker: { query: { ...was, hint: 1 } } }] },
      { dashboard_elements: [{ id: "7", query: null, result_maker: { query: now } }] },
      ["dashboard_elements[0].result_maker.query.hint"],
    ],
    [
      "merged queries and their sources",
      "dashboards",
      {
        _vault: {
          merge_queries: { a: { pivots: ["v.a"], odd: [1] } },
          merge_source_queries: { "1": { ...was, hint: 1 } },
        },
      },
      { _vault: { merge_queries: { a: { pivots: ["v.b"] } }, merge_source_queries: { "1": now } } },
      ["_vault.merge_queries.a.odd", "_vault.merge_source_queries.1.hint"],
    ],
    ["a query that an alert names by its id", "alerts", { _vault: { query: { ...was, hint: 1 } } }, {
      _vault: { query: now },
    }, ["_vault.query.hint"]],
  ] satisfies [string, "looks" | "dashboards" | "alerts", JsonObject, JsonObject, string[]][]
) {
  Deno.test(`lostWithQueries() of ${what}: ${lost.length === 0 ? "nothing" : lost.join(", ")}`, () => {
    assertEquals(lostWithQueries(type, body, live), lost);
  });
}

import type { PlanNames } from "../../lib/restore/plan/plan_names.ts";
import { untouched } from "../../lib/restore/plan/model.ts";
import { handlerOf } from "../../lib/handlers/mod.ts";
import { assertEquals } from "@std/assert";
import { canonical } from "../../lib/codec/canonical.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { isJsonObject, type JsonObject, jsonText, type JsonValue } from "../../lib/codec/json_value.ts";
import { sameSense } from "../../lib/codec/same_sense.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { formRules } from "../../lib/looker/equality.ts";
import { type Change, changesOf, diffForms, withoutNulls } from "../../lib/live/form_changes.ts";
import { dashboards } from "../../lib/handlers/dashboards/dashboards.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import { shownItems } from "../../lib/restore/plan/plan_report.ts";
import { placeholder } from "../../lib/live/placeholders.ts";
import fc from "fast-check";

Deno.test("diffForms() knows keys that every object inherits from those that it has", () => {
  for (const key of ["constructor", "toString", "__proto__"]) {
    const held = JSON.parse(`{"vis_config":{"${key}":"x"}}`), bare = { vis_config: {} };
    const path = `vis_config.${key}`;
    const place = { kind: "changed" as const, part: [], path };
    assertEquals(diffForms(held, bare), [{ path, from: "x", to: null, place }]);
    assertEquals(diffForms(bare, held), [{ path, from: null, to: "x", place }]);
    assertEquals(diffForms(held, held), []);
  }
});

Deno.test("shownItems() keeps numbers that JavaScript cannot hold, and says in words what is still to be made", () => {
  const to = {
    big: 9007199254740993n,
    folder: placeholder("folders", "7"),
    list: [placeholder("looks", "1")],
  };
  const changes: Change[] = [{ path: "x", from: 9007199254740993n, to }];
  const [item] = shownItems([{
    ...untouched({ type: "dashboards", id: "1" }),
    action: "update",
    destinationId: "1",
    changes,
  }], true);
  assertEquals(item?.changes, [{
    path: "x",
    from: 9007199254740993n,
    to: { big: 9007199254740993n, folder: "(folders/7, to be created)", list: ["(looks/1, to be created)"] },
  }]);
});

/** Forms of which the wanted one asks for nothing beyond the live one. */
const SAME: [type: ContentType, live: JsonObject, wanted: JsonObject][] = [
  ["looks", { description: null }, { description: "" }],
  ["looks", {}, { description: "", public: false }],
  ["looks", { public: null, query: { pivots: [], total: false, column_limit: "" } }, {
    query: { sorts: null },
  }],
  ["users", { first_name: "" }, { first_name: null }],
  ["boards", { tags: ["a", null] }, { tags: ["a", ""] }],
  ["roles", { users: ["1"] }, {}],
  ["scheduled_plans", { dashboard_id: 70000, tab_ids: [1, 22n] }, {
    dashboard_id: "70000",
    tab_ids: ["1", "22"],
  }],
];

/** Forms that differ, and where. */
const OTHER: [type: ContentType, live: JsonObject, wanted: JsonObject, paths: string[]][] = [
  ["looks", { description: "x" }, { description: "" }, ["description"]],
  ["looks", { public: true }, { public: false }, ["public"]],
  ["looks", { query: { filters: { "a.b": "" } } }, { query: { filters: { "a.b": null } } }, [
    "query.filters.a.b",
  ]],
  ["looks", { query: { filters: { "a.b": "" } } }, { query: { filters: {} } }, ["query.filters.a.b"]],
  ["looks", { query: { filters: {} } }, { query: { filters: { "a.b": null } } }, ["query.filters.a.b"]],
  ["looks", { query: { vis_config: { a: false } } }, { query: { vis_config: { a: null } } }, [
    "query.vis_config.a",
  ]],
  ["looks", { query: { vis_config: {} } }, { query: { vis_config: null } }, ["query.vis_config"]],
  ["dashboards", { show_title: null }, { show_title: false }, ["show_title"]],
  ["user_attributes", { default_value: null }, { default_value: "" }, ["default_value"]],
  ["user_attributes", { user_values: { 4: "" } }, { user_values: {} }, ["user_values.4"]],
  ["user_attributes", { group_values: [{ group_id: "1", value: "" }] }, {
    group_values: [{ group_id: "1", value: null }],
  }, ["group_values"]],
  ["boards", { tags: ["a", ""] }, { tags: ["a"] }, ["tags"]],
  ["boards", { order: 5, valid: 1 }, { order: "5", valid: "1" }, ["order", "valid"]],
  ["scheduled_plans", { tab_ids: [1, 2] }, { tab_ids: ["2", "1"] }, ["tab_ids"]],
];

Deno.test("withoutNulls() omits what says nothing, and keeps an empty text that is a value", () => {
  const form = { default_value: "", label: "", value_for_ci_run: null, name: "a", list: [], is: false };
  assertEquals(withoutNulls(form, { type: "user_attributes" }), {
    default_value: "",
    name: "a",
    list: [],
    is: false,
  });
  assertEquals(withoutNulls(form), { name: "a", list: [], is: false });
});

/** What a restore of a type would change. */
function changes(type: ContentType, live: JsonObject, wanted: JsonObject): Change[] {
  return changesOf(handlerOf(type) ?? { type }, live, wanted);
}

for (const [type, live, wanted] of SAME) {
  Deno.test(`diffForms() of ${type} finds nothing from ${jsonText(live)} to ${jsonText(wanted)}`, () =>
    assertEquals(changes(type, live, wanted), []));
}

for (const [type, live, wanted, paths] of OTHER) {
  Deno.test(`diffForms() of ${type} finds ${paths} from ${jsonText(live)} to ${jsonText(wanted)}`, () =>
    assertEquals(changes(type, live, wanted).map(({ path }) => path), paths));
}

Deno.test("diffForms() finds nothing where canonical forms are the same, whatever is in them", () => {
  const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<JsonValue>(null, true, false, 0, 1, 300n, -1, "", "1", "300", "a"),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("title", "hidden", "vis_config", "filters", "total", "x", "id", "tab_ids"),
        tie("json"),
        {
          maxKeys: 4,
        },
      ),
    ),
  }));
  const object = json.filter(isJsonObject), rules = formRules("looks");
  const form = (value: JsonObject): string => {
    const { bytes } = readJson(new TextEncoder().encode(jsonText(value)));
    return new Uint8Array(canonical(bytes, rules)).toHex();
  };
  fc.assert(
    fc.property(object, fc.option(object, { freq: 1 }), fc.infiniteStream(fc.nat(3)), (a, other, choose) => {
      // Another body, or the same with each nothing spelled otherwise.
      const b = other ?? respelled(a, () => choose.next().value);
      const isSame = form(a) === form(b);
      assertEquals(sameSense(a, b, rules), isSame, jsonText([a, b]));
      assertEquals(
        [...diffForms(a, b, { type: "looks" }), ...diffForms(b, a, { type: "looks" })].length === 0,
        isSame,
      );
    }),
    { numRuns: 3000 },
  );
});

/** A body in which each value of nothing, and each false, may be another one. */
function respelled(value: JsonObject, choose: () => number): JsonObject {
  const one = (inner: JsonValue): JsonValue => {
    if (Array.isArray(inner) && inner.length > 0) return inner.map(one);
    if (isJsonObject(inner)) return respelled(inner, choose);
    const isNothing = inner === null || inner === "" || inner === false || Array.isArray(inner);
    return isNothing ? [null, "", [], inner][choose()] ?? null : inner;
  };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, one(inner)]));
}

const tile = (more: JsonObject): JsonObject => ({ id: "7", type: "vis", title: "A", ...more });
const maker = (more: JsonObject): JsonObject => ({
  id: "m",
  filterables: [{ model: "m", view: "v", name: "" }],
  ...more,
});
const merged = (vault: JsonObject, more: JsonObject = {}): JsonObject => ({
  dashboard_elements: [
    tile({ merge_result_id: "x1", result_maker: maker({ merge_result_id: "x1" }), ...more }),
  ],
  _vault: vault,
});
const MERGE: JsonObject = {
  merge_queries: {
    x1: { id: "x1", column_limit: "", total: false, source_queries: [{ query_id: "q", name: "s" }] },
  },
  merge_source_queries: { q: { id: "q", model: "m", view: "v", fields: ["a"] } },
};
const query = (more: JsonObject = {}): JsonObject => ({
  id: "q",
  model: "m",
  view: "v",
  fields: ["a"],
  ...more,
});

/** Dashboards, live and wanted, and where they differ. */
const DASHBOARDS: [what: string, live: JsonObject, wanted: JsonObject, paths: string[]][] = [
  ["an echo of a result maker", {
    dashboard_elements: [
      tile({ query: query(), result_maker: maker({ sorts: ["a"], total: true, vis_config: { a: 1 } }) }),
    ],
  }, {
    dashboard_elements: [
      tile({
        query: query(),
        result_maker: maker({ sorts: [], total: false, vis_config: { b: 1 }, dynamic_fields: "[]" }),
      }),
    ],
  }, []],
  ["what a query is given for its reader", {
    dashboard_elements: [
      tile({ query: query({ client_id: "a", quick_calcs: [1] }), result_maker: maker({}) }),
    ],
  }, {
    dashboard_elements: [
      tile({ query: query({ client_id: "b", analysis_config: {} }), result_maker: maker({}) }),
    ],
  }, []],
  ["what a tile listens to", { dashboard_elements: [tile({ query: query(), result_maker: maker({}) })] }, {
    dashboard_elements: [
      tile({
        query: query(),
        result_maker: maker({ filterables: [{ model: "m", view: "v", listen: [{ field: "a" }] }] }),
      }),
    ],
  }, ["dashboard_elements[A].result_maker.filterables"]],
  ["a field of a filter", {
    dashboard_filters: [{ id: "1", name: "f", title: "f", field: { lookml_link: "1" } }],
  }, {
    dashboard_filters: [{ id: "1", name: "f", title: "f", field: { lookml_link: "2" }, model: "" }],
  }, []],
  ["a viewer that the backup does not name", { preferred_viewer: "dashboards-next" }, {
    preferred_viewer: null,
  }, []],
  ["a viewer", { preferred_viewer: "dashboards-next" }, { preferred_viewer: "dashboards" }, [
    "preferred_viewer",
  ]],
  ["a merge that the backup knows by its id", merged(MERGE), merged({}), []],
  ["another merge", merged(MERGE, { merge_result_id: "x2" }), merged({}), [
    "dashboard_elements[A].source.merge",
  ]],
  [
    "a merge in another spelling",
    merged(MERGE),
    merged({
      ...MERGE,
      merge_queries: {
        x1: { id: "x9", dynamic_fields: "", pivots: [], source_queries: [{ query_id: "q", name: "s" }] },
      },
    }),
    [],
  ],
];

for (const [what, live, wanted, paths] of DASHBOARDS) {
  Deno.test(`a restore of a dashboard sees ${paths.length === 0 ? "no difference in " : ""}${what}`, () => {
    const [from, to] = [live, wanted].map((body) => dashboards.form(body, AS_IS)) as [JsonObject, JsonObject];
    assertEquals(changesOf(dashboards, from, to).map(({ path }) => path), paths);
  });
}

Deno.test("shownItems() says in words what part is still to be made: a tile is no item that anybody can look up", () => {
  const changes: Change[] = [
    { path: "dashboard_element_id", from: null, to: placeholder("dashboard_elements", "14") },
  ];
  const names: PlanNames = {
    source: (type) => {
      throw new Error(`There is no ${type}`);
    },
    destination: () => null,
  };
  const item = { ...untouched({ type: "alerts" as const, id: "3" }), action: "create" as const, changes };
  const [shown] = shownItems([item], true, names);
  assertEquals(shown?.differences.map(({ to }) => to), ["dashboard_elements 14, to be created"]);
});

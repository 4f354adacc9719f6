import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { canonical } from "../../lib/codec/canonical.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { canonicalHash, formRules } from "../../lib/looker/equality.ts";

const pack = (body: unknown): Uint8Array => readJson(new TextEncoder().encode(JSON.stringify(body))).bytes;

/** What of a body counts. */
function counted(type: ContentType, body: unknown, revision?: number): unknown {
  return JSON.parse(writeJson(new Uint8Array(canonical(pack(body), formRules(type, revision)))));
}

const hash = (type: ContentType, body: unknown): string => canonicalHash(type, pack(body)).toHex();

Deno.test("counts, permissions, run times and echoes never make a version, at any depth", () => {
  const noise = {
    can: { show: true },
    view_count: 1,
    favorite_count: 2,
    usage_count: 3,
    content_favorite_id: "4",
    last_viewed_at: "x",
    last_accessed_at: "x",
    last_run_at: "x",
    next_run_at: "x",
    logged_in_at: "x",
    runtime: 0.5,
    share_url: "https://acme/x",
    expanded_share_url: "https://acme/x",
    child_count: 5,
  };
  for (const type of CONTENT_TYPES) {
    assertEquals(counted(type, { id: "1", ...noise, tiles: [{ query: { ...noise, fields: ["a"] } }] }), {
      id: "1",
      tiles: [{ query: { fields: ["a"] } }],
    });
  }
});

const EDITS: [type: ContentType, body: Record<string, unknown>][] = [
  ["dashboards", { title: "a", updated_at: "x", deleted: true, folder_id: "1", tiles: [{ row: 1 }] }],
  ["dashboards", {
    dashboard_filters: [{ name: "Day", ui_config: { type: "tags" }, listens_to_filters: ["Week"] }],
  }],
  ["dashboards", {
    field: { a: 1 },
    dashboard_elements: [{ field: "x", client_id: "c", quick_calcs: ["q"] }],
  }],
  ["dashboards", {
    dashboard_elements: [{
      result_maker: { filterables: [{ listen: [{ field: "a.b", dashboard_filter_name: "Day" }] }] },
    }],
  }],
  ["dashboards", {
    dashboard_elements: [{ result_maker: { id: "4", query: { model: "m" }, query_id: "7" } }],
  }],
  ["dashboards", { dashboard_layouts: [{ dashboard_layout_components: [{ group_id: "g", row: 0 }] }] }],
  ["dashboards", { _vault: { merge_queries: { m: { vis_config: { a: "" }, sorts: ["x"], total: true } } } }],
  ["looks", { query: { fields: ["a"], sorts: ["a desc"], dynamic_fields: "[]" } }],
  ["looks", { title: "x", look: { a: 1 }, result_maker: { sorts: ["x"] } }],
  ["users", { is_disabled: true, email: "a@b.c", role_ids: ["1"] }],
  ["scheduled_plans", { enabled: false, crontab: "0 5 * * *" }],
  ["alerts", { threshold: 5, is_disabled: true }],
  ["datagroups", { sql_trigger: "select 1" }],
  ["explores", { fields: { measures: [{ name: "a", sql: "1", field: 2 }] }, source_file: "a.lkml" }],
  ["boards", { board_sections: [{ board_items: [{ custom_url: "/x", order: 0 }] }] }],
];

for (const [type, body] of EDITS) {
  Deno.test(`an edit of ${type} makes a version: ${JSON.stringify(body).slice(0, 80)}`, () =>
    assertEquals(counted(type, body), body));
}

Deno.test("what is volatile for one type is an edit for another", () => {
  const body = { sessions: [{ id: "1" }], has_content: true, trigger_value: "5" };
  assertEquals(counted("users", body), { has_content: true, trigger_value: "5" });
  assertEquals(counted("lookml_models", body), { sessions: [{ id: "1" }], trigger_value: "5" });
  assertEquals(counted("datagroups", body), { sessions: [{ id: "1" }], has_content: true });
  assertEquals(counted("dashboards", body), body);
});

/** Pairs of bodies that say the same. */
const SAME: [type: ContentType, a: unknown, b: unknown][] = [
  ["dashboards", { description: "" }, { description: null }],
  ["dashboards", { description: null }, {}],
  ["dashboards", { dashboard_filters: [] }, { dashboard_filters: null }],
  ["dashboards", { dashboard_elements: [{ lookml_link_id: "" }] }, { dashboard_elements: [{}] }],
  ["dashboards", { dashboard_elements: [{ title_hidden: false }] }, {
    dashboard_elements: [{ title_hidden: null }],
  }],
  ["dashboards", { appearance: { key_color: "" } }, { appearance: {} }],
  ["dashboards", { dashboard_layouts: [{ active: false }] }, { dashboard_layouts: [{}] }],
  ["dashboards", { x: { query: { pivots: [], total: false } } }, { x: { query: { total: null } } }],
  ["dashboards", { x: { query: { vis_config: null } } }, { x: { query: {} } }],
  ["looks", { public: false, query: { column_limit: "" } }, { public: null, query: { column_limit: null } }],
  ["users", { credentials_email: { email: "a", display_name: "" } }, { credentials_email: { email: "a" } }],
  ["boards", { tags: ["", null] }, { tags: [null, ""] }],
  ["connections", { tunnel_id: "", uses_tns: false, user_id: "" }, { tunnel_id: null, user_id: null }],
  ["user_attributes", { label: "", value_is_hidden: false }, { label: null }],
  ["user_attributes", { _vault: { user_values: [{ user_id: "1", value: null }] } }, {
    _vault: { user_values: [{ user_id: "1" }] },
  }],
  // Ids are texts, also where an old release serves them as numbers.
  ["dashboards", { id: 5, folder_id: 70000, x: [{ user_id: 300 }] }, {
    id: "5",
    folder_id: "70000",
    x: [{ user_id: "300" }],
  }],
  ["users", { role_ids: [1, 200, ""], group_ids: [] }, { role_ids: ["1", "200", null], group_ids: null }],
  // Looker computes it.
  ["dashboards", { dashboard_filters: [{ field: { lookml_link: "a?line=1" } }] }, {
    dashboard_filters: [{ field: { lookml_link: "a?line=2", sql: "x" } }],
  }],
  ["dashboards", { dashboard_elements: [{ query: { client_id: "a", quick_calcs: [], url: "u" } }] }, {
    dashboard_elements: [{ query: { client_id: "b", quick_calcs: [{ a: 1 }], analysis_config: { x: 1 } } }],
  }],
  ["dashboards", { _vault: { merge_source_queries: { q: { id: "q", client_id: "a" } } } }, {
    _vault: { merge_source_queries: { q: { id: "q", client_id: "b", analysis_config: {} } } },
  }],
  ["dashboards", {
    dashboard_elements: [{ result_maker: { sorts: ["a"], total: true, vis_config: { a: 1 } } }],
  }, {
    dashboard_elements: [{ result_maker: { dynamic_fields: "[]", vis_config: { a: 2 } } }],
  }],
  ["dashboards", { _vault: { uncaptured_merge_queries: ["m"] } }, {}],
  ["user_attributes", { _vault: { user_values: [], user_values_unread: ["4"] } }, { _vault: {}, x: null }],
  ["dashboards", { folder: { id: "4", name: "a", parent_id: "1" }, user_name: "Ada" }, {
    folder: { id: "4", name: "b", parent_id: "2" },
    user_name: "Ada L.",
  }],
  ["looks", { folder_id: "4", folder: { id: "4", name: "a" } }, {
    folder_id: "4",
    folder: { id: "4", name: "b" },
  }],
  ["boards", {
    title: "b",
    board_sections: [{ title: "s", board_items: [{ id: "1", title: "a", location: "x" }] }],
  }, {
    title: "b",
    board_sections: [{ title: "s", board_items: [{ id: "1", title: "b", content_updated_at: "x" }] }],
  }],
  ["looks", { query: { client_id: "a" } }, { query: { client_id: "b", quick_calcs: ["x"] } }],
  ["lookml_dashboards", { dashboard_filters: [{ field: 1 }], edit_uri: "x?line=1" }, {
    dashboard_filters: [{ field: 2 }],
    edit_uri: "x?line=9",
  }],
  ["explores", { fields: { dimensions: [{ name: "a", lookml_link: "x?line=1", times_used: 4 }] } }, {
    fields: { dimensions: [{ name: "a", lookml_link: "x?line=7", times_used: 0 }] },
  }],
  // A look's tile embeds the look, whatever the order of its properties.
  ["dashboards", {
    dashboard_elements: [{
      look: { title: "a" },
      look_id: "5",
      result_maker: { query: { model: "a" }, id: "1" },
    }],
  }, {
    dashboard_elements: [{
      result_maker: { query: { model: "b" }, query_id: "9" },
      result_maker_id: "4",
      look_id: "5",
    }],
  }],
];

/** Pairs of bodies of which one is an edit. */
const OTHER: [type: ContentType, a: unknown, b: unknown][] = [
  ["dashboards", { x: { query: { vis_config: { title: "" } } } }, {
    x: { query: { vis_config: { title: null } } },
  }],
  ["dashboards", { x: { query: { vis_config: { a: { b: [] } } } } }, {
    x: { query: { vis_config: { a: {} } } },
  }],
  ["dashboards", { x: { query: { vis_config: { total: false } } } }, { x: { query: { vis_config: {} } } }],
  ["dashboards", { x: { query: { vis_config: { series: { can: 1 } } } } }, {
    x: { query: { vis_config: { series: {} } } },
  }],
  ["dashboards", { x: { query: { vis_config: {} } } }, { x: { query: { vis_config: null } } }],
  ["looks", { query: { filters: { "a.b": "" } } }, { query: { filters: { "a.b": null } } }],
  ["looks", { query: { filters: { "a.b": "" } } }, { query: { filters: {} } }],
  ["looks", { query: { filter_config: { x: [{ error: false }] } } }, {
    query: { filter_config: { x: [{}] } },
  }],
  ["looks", { query: { dynamic_fields: '[{"a":""}]' } }, { query: { dynamic_fields: '[{"a":null}]' } }],
  ["dashboards", { dashboard_elements: [{ body_text: '[{"t":null}]' }] }, {
    dashboard_elements: [{ body_text: "[{}]" }],
  }],
  ["user_attributes", { default_value: "" }, { default_value: null }],
  ["user_attributes", { _vault: { group_values: [{ group_id: "1", value: "" }] } }, {
    _vault: { group_values: [{ group_id: "1", value: null }] },
  }],
  // Booleans of three values.
  ["dashboards", { show_title: false }, { show_title: null }],
  ["dashboards", { show_filters_bar: false }, {}],
  ["scheduled_plans", { enabled: false }, { enabled: null }],
  ["dashboards", { dashboard_filters: [{ allow_multiple_values: false }] }, { dashboard_filters: [{}] }],
  ["dashboards", { row: 5, valid: 1 }, { row: "5", valid: 1 }],
  ["dashboards", { paid: 5 }, { paid: "5" }],
  ["dashboards", { folder_id: -5 }, { folder_id: "-5" }],
  ["looks", { query: { vis_config: { collection_id: 5 } } }, {
    query: { vis_config: { collection_id: "5" } },
  }],
  ["users", { role_ids: [1, 2] }, { role_ids: [2, 1] }],
  ["dashboards", { folder: { id: "4", name: "a" } }, { folder: { id: "5", name: "a" } }],
  ["folders", { name: "a", parent_id: "1" }, { name: "b", parent_id: "1" }],
  ["boards", { board_sections: [{ title: "a" }] }, { board_sections: [{ title: "b" }] }],
  ["boards", { board_sections: [{ board_items: [{ custom_title: "a" }] }] }, {
    board_sections: [{ board_items: [{ custom_title: "b" }] }],
  }],
  // Places count.
  ["boards", { order: ["1", "", "2"] }, { order: ["1", "2"] }],
  ["boards", { order: 0 }, { order: null }],
  ["dashboards", { dashboard_elements: [{ look_id: null, result_maker: { query: { model: "a" } } }] }, {
    dashboard_elements: [{ look_id: "", result_maker: { query: { model: "b" } } }],
  }],
];

for (const [type, a, b] of SAME) {
  Deno.test(`${type}: ${JSON.stringify(a)} says the same as ${JSON.stringify(b)}`, () =>
    assertEquals(hash(type, a), hash(type, b)));
}

for (const [type, a, b] of OTHER) {
  Deno.test(`${type}: ${JSON.stringify(a)} says other than ${JSON.stringify(b)}`, () =>
    assertNotEquals(hash(type, a), hash(type, b)));
}

Deno.test("the rules of older vaults leave out volatile properties alone", () => {
  const body = { can: 1, a: "", b: null, c: [], deleted: false, dashboard_filters: [{ field: 1 }] };
  assertEquals(counted("dashboards", body, 1), {
    a: "",
    b: null,
    c: [],
    deleted: false,
    dashboard_filters: [{ field: 1 }],
  });
});

Deno.test("formRules() of a type are made once", () => {
  assertStrictEquals(formRules("looks"), formRules("looks"));
});

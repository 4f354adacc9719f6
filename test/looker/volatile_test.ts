import { assertEquals, assertStrictEquals } from "@std/assert";
import { canonical } from "../../lib/codec/canonical.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { volatileKeys } from "../../lib/looker/volatile.ts";

/** What of a body counts as edited. */
function edited(type: ContentType, body: unknown): unknown {
  const { bytes } = readJson(new TextEncoder().encode(JSON.stringify(body)));
  return JSON.parse(writeJson(new Uint8Array(canonical(bytes, volatileKeys(type)))));
}

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
    assertEquals(edited(type, { id: "1", ...noise, tiles: [{ query: { ...noise, fields: ["a"] } }] }), {
      id: "1",
      tiles: [{ query: { fields: ["a"] } }],
    });
  }
});

const EDITS: [type: ContentType, body: Record<string, unknown>][] = [
  ["dashboards", { title: "a", updated_at: "x", deleted: true, folder_id: "1", tiles: [{ row: 1 }] }],
  ["looks", { query: { fields: ["a"], sorts: [], filters: null } }],
  ["users", { is_disabled: true, email: "a@b.c", role_ids: ["1"] }],
  ["scheduled_plans", { enabled: false, crontab: "0 5 * * *" }],
  ["alerts", { threshold: 5, is_disabled: true }],
  ["datagroups", { sql_trigger: "select 1" }],
];

for (const [type, body] of EDITS) {
  Deno.test(`an edit of ${type} makes a version`, () => assertEquals(edited(type, body), body));
}

Deno.test("what is volatile for one type is an edit for another", () => {
  const body = { sessions: [{ id: "1" }], has_content: true, trigger_value: "5" };
  assertEquals(edited("users", body), { has_content: true, trigger_value: "5" });
  assertEquals(edited("lookml_models", body), { sessions: [{ id: "1" }], trigger_value: "5" });
  assertEquals(edited("datagroups", body), { sessions: [{ id: "1" }], has_content: true });
  assertEquals(edited("dashboards", body), body);
});

Deno.test("volatileKeys() of a type is made once", () => {
  assertStrictEquals(volatileKeys("looks"), volatileKeys("looks"));
});

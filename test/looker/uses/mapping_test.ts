import { assertEquals } from "@std/assert";
import { asObject, type JsonObject, jsonText } from "../../../lib/codec/json_value.ts";
import { readJson } from "../../../lib/codec/json_reader.ts";
import { decode } from "../../../lib/codec/msgpack_reader.ts";
import type { ContentType } from "../../../lib/looker/content_type_names.ts";
import { isMapping, mapBody, NO_MAPPING, type UseMapping } from "../../../lib/looker/uses/mapping.ts";

function bodyOf(value: unknown): JsonObject {
  return asObject(decode(readJson(new TextEncoder().encode(JSON.stringify(value))).bytes));
}

function mapped(type: ContentType, body: unknown, mapping: Partial<UseMapping>): unknown {
  const options = { isOwn: (host: string): boolean => host === "acme.looker.com", echoes: true };
  return JSON.parse(jsonText(mapBody(type, bodyOf(body), { ...NO_MAPPING, ...mapping }, options)));
}

Deno.test("mapBody() gives an explore another model, and a model's explores that model", () => {
  const query = { model: "a", view: "x", fields: ["v.f"] };
  assertEquals(mapped("looks", { query }, { explores: { "a::x": "b::y" } }), {
    query: { ...query, model: "b", view: "y" },
  });
  assertEquals(mapped("looks", { query }, { models: { a: "b" } }), { query: { ...query, model: "b" } });
  assertEquals(mapped("looks", { query }, { explores: { "a::z": "b::y" }, models: { c: "d" } }), { query });
  assertEquals(mapped("model_sets", { models: ["a", "c"] }, { models: { a: "b" } }), { models: ["b", "c"] });
  assertEquals(mapped("scheduled_plans", { lookml_dashboard_id: "a::d" }, { models: { a: "b" } }), {
    lookml_dashboard_id: "b::d",
  });
  assertEquals(mapped("scheduled_plans", { datagroup: "a::nightly" }, { models: { a: "b" } }), {
    datagroup: "b::nightly",
  });
});

Deno.test("mapBody() changes links to explores, relative and to this Looker, and none to another site", () => {
  const text =
    "/explore/a/x?fields=v.f https://acme.looker.com/explore/a/x?f[v.f]=1 https://other.com/explore/a/x?fields=v.f";
  assertEquals(
    mapped("dashboards", { description: text }, { explores: { "a::x": "b::y" }, fields: { "v.f": "w.g" } }),
    {
      description:
        "/explore/b/y?fields=w.g https://acme.looker.com/explore/b/y?f[w.g]=1 https://other.com/explore/a/x?fields=v.f",
    },
  );
});

Deno.test("mapBody() replaces a text in what people wrote, in JSON within its strings, and in nothing else", () => {
  const body = {
    title: "FY 25",
    slug: "FY 25",
    dashboard_filters: [{ title: "FY 25", name: "FY 25" }],
    dashboard_elements: [
      {
        title: "Of FY 25",
        query: { model: "m", view: "e", filters: { "a.b": "FY 25" } },
        note_text: "FY 25!",
      },
      { body_text: '[{"type":"p","children":[{"text":"FY 25 \\"q\\""}]}]' },
    ],
  };
  const after = mapped("dashboards", body, { texts: { "FY 25": "FY 26" } });
  assertEquals(after, {
    ...body,
    title: "FY 26",
    dashboard_elements: [
      { ...body.dashboard_elements[0], title: "Of FY 26", note_text: "FY 26!" },
      { body_text: '[{"type":"p","children":[{"text":"FY 26 \\"q\\""}]}]' },
    ],
  });
});

Deno.test("mapBody() replaces no name that only an object's prototype has", () => {
  const body = { query: { model: "constructor", view: "toString", fields: ["a.b"] } };
  assertEquals(mapped("looks", body, { models: { x: "y" } }), body);
  assertEquals([
    isMapping(undefined),
    isMapping(NO_MAPPING),
    isMapping({ ...NO_MAPPING, models: { a: "b" } }),
  ], [
    false,
    false,
    true,
  ]);
});

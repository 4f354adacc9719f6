import { assertEquals } from "@std/assert";
import { asObject, type JsonObject, jsonText } from "../../../lib/codec/json_value.ts";
import { readJson } from "../../../lib/codec/json_reader.ts";
import { decode } from "../../../lib/codec/msgpack_reader.ts";
import { findUses } from "../../../lib/looker/uses/find_uses.ts";
import { mapUses } from "../../../lib/looker/uses/map_uses.ts";
import { readForUses } from "../../../lib/looker/uses/read_body.ts";
import { FIELD_PLACES } from "./_places.ts";

/** Names that look like `orders.total` and are others. */
const LOOK_ALIKES = [
  "orders.total_usd",
  "my_orders.total",
  "orders.totals",
  "order.total",
  "x_orders.total_y",
];

function bodyOf(value: unknown): JsonObject {
  return asObject(decode(readJson(new TextEncoder().encode(JSON.stringify(value))).bytes));
}

function renamed(
  type: Parameters<typeof mapUses>[0],
  body: JsonObject,
  from: string,
  to: string,
): JsonObject {
  return mapUses(type, body, {
    field: (name) => name === from ? to : name,
    explore: (name) => name,
    model: (name) => name,
    echoes: true,
  });
}

for (const { place, type, path, body } of FIELD_PLACES) {
  Deno.test(`findUses() finds a field in ${place}, and mapUses() replaces it there`, () => {
    const uses = findUses(type, bodyOf(body("orders.total"))).filter(({ name }) => name === "orders.total");
    assertEquals(uses.map((use) => use.path), [path.replace("$", "orders.total")]);
    for (const other of LOOK_ALIKES) {
      const found = findUses(type, bodyOf(body(other)));
      assertEquals(found.filter(({ name }) => name === "orders.total"), []);
      assertEquals(
        jsonText(renamed(type, bodyOf(body(other)), "orders.total", "x.y")),
        jsonText(bodyOf(body(other))),
      );
    }
    const after = renamed(type, bodyOf(body("orders.total")), "orders.total", "sales.sum");
    assertEquals(jsonText(after), jsonText(bodyOf(body("sales.sum"))));
  });
}

Deno.test("findUses() tells the explore that a field is queried from", () => {
  const scopes = (body: unknown): unknown[] =>
    findUses("dashboards", bodyOf(body)).filter(({ kind }) => kind === "field").map(({ scope }) => scope);
  assertEquals(
    scopes({
      dashboard_elements: [{ query: { model: "m", view: "e", fields: ["a.b"] } }, { note_text: "{{ a.b }}" }],
    }),
    ["m::e", null],
  );
  assertEquals(scopes({ description: "/explore/m2/e2?fields=a.b" }), ["m2::e2"]);
});

Deno.test("findUses() names explores and models, in queries, listeners, filters and links", () => {
  const body = bodyOf({
    dashboard_filters: [{ model: "m", explore: "e", dimension: "a.b" }],
    description: "/explore/m2/e2?fields=a.b and /explore/m3/e3",
  });
  const named = findUses("dashboards", body).filter(({ kind }) => kind !== "field");
  assertEquals(
    named.map(({ kind, name }) => `${kind} ${name}`).sort(),
    ["explore m2::e2", "explore m3::e3", "explore m::e", "model m", "model m2", "model m3"],
  );
  assertEquals(
    findUses("model_sets", bodyOf({ models: ["m", "n"] })).map(({ name, path }) => `${name} ${path}`),
    [
      "m models[0]",
      "n models[1]",
    ],
  );
});

Deno.test("findUses() tells a look's query once, wherever else it is stored", () => {
  const query = { model: "m", view: "e", fields: ["a.b"] };
  const paths = (body: unknown): string[] =>
    findUses("looks", bodyOf(body)).map(({ name, path }) => `${name} ${path}`);
  assertEquals(paths({ query, _vault: { query } }), [
    "m::e query.view",
    "m query.model",
    "a.b query.fields[0]",
  ]);
  assertEquals(paths({ _vault: { query } }), [
    "m::e _vault.query.view",
    "m _vault.query.model",
    "a.b _vault.query.fields[0]",
  ]);
});

Deno.test("findUses() names the explores of an agent's sources, and mapUses() replaces them", () => {
  const body = bodyOf({ sources: [{ model: "m", explore: "e" }], context: { instructions: "m::e" } });
  assertEquals(findUses("agents", body).map(({ name, path }) => `${name} ${path}`), [
    "m::e sources[0].explore",
    "m sources[0].model",
  ]);
  const after = mapUses("agents", body, {
    field: (name) => name,
    explore: () => ({ model: "n", explore: "f" }),
    model: (name) => name,
  });
  assertEquals(
    jsonText(after),
    '{"sources":[{"model":"n","explore":"f"}],"context":{"instructions":"m::e"}}',
  );
});

Deno.test("findUses() passes over what a tile repeats of its query or its look", () => {
  const query = { model: "m", view: "e", fields: ["a.b"] };
  const result = { query, filterables: [], sorts: ["a.b"], vis_config: { hidden_fields: ["a.b"] } };
  const paths = (body: unknown): string[] =>
    findUses("dashboards", bodyOf(body)).filter(({ kind }) => kind === "field").map(({ path }) => path);
  assertEquals(paths({ dashboard_elements: [{ query, result_maker: result }] }), [
    "dashboard_elements[0].query.fields[0]",
  ]);
  assertEquals(paths({ dashboard_elements: [{ look_id: "1", look: { query }, result_maker: result }] }), []);
  assertEquals(
    paths({ dashboard_filters: [{ dimension: "", field: { name: "a.b", suggest_dimension: "a.b" } }] }),
    [],
  );
});

Deno.test("a merge's field with the number of its query is the query's field, unless a view is called so", () => {
  const body = (fields: string[]): JsonObject =>
    bodyOf({
      _vault: {
        merge_queries: { m: { source_queries: [], sorts: ["q1_orders.total desc"] } },
        merge_source_queries: { "1": { model: "m", view: "e", fields } },
      },
    });
  const at = (fields: string[]): string[] =>
    findUses("dashboards", body(fields)).filter(({ path }) => path.includes("sorts")).map(({ name }) => name);
  assertEquals(at(["orders.total"]), ["orders.total"]);
  assertEquals(at(["orders.total", "q1_orders.total"]), ["q1_orders.total"]);
  assertEquals(at([]), ["q1_orders.total"]);
});

Deno.test("mapUses() leaves a filter alone whose new name another one has, and says so", () => {
  const clashes: string[] = [];
  const body = bodyOf({ query: { model: "m", view: "e", filters: { "a.b": "1", "a.c": "2" } } });
  const after = mapUses("looks", body, {
    field: (name) => name === "a.b" ? "a.c" : name,
    explore: (name) => name,
    model: (name) => name,
    clash: (from, to, { path }) => clashes.push(`${from} ${to} ${path()}`),
  });
  assertEquals(jsonText(after), jsonText(body));
  assertEquals(clashes, ['a.b a.c query.filters["a.b"]']);
});

Deno.test("mapUses() keeps numbers, order and every other byte of what it changes", () => {
  const text =
    '{"query":{"model":"m","view":"e","filters":{"10":"x","9":"y","a.b":"z"},"vis_config":{"a.b":1.0,"n":12345678901234567890},' +
    '"dynamic_fields":"[{\\"expression\\":\\"${a.b}\\",\\"n\\":1.0}]"}}';
  const body = asObject(decode(readJson(new TextEncoder().encode(text)).bytes));
  assertEquals(jsonText(renamed("looks", body, "a.b", "c.d")), text.replaceAll("a.b", "c.d"));
});

Deno.test("mapUses() gets through a body that is nested as deep as one can be", () => {
  let nested: unknown = { fields: ["a.b"] };
  for (let i = 0; i < 900; i++) nested = i % 2 === 0 ? [nested] : { query: nested };
  const body = bodyOf({ query: nested });
  assertEquals(findUses("looks", body), []);
});

for (const { place, type, body } of FIELD_PLACES) {
  Deno.test(`readForUses() leaves ${place} in a body`, () => {
    const { bytes } = readJson(new TextEncoder().encode(JSON.stringify(body("orders.total"))));
    assertEquals(findUses(type, readForUses(type, bytes)), findUses(type, asObject(decode(bytes))));
  });
}

Deno.test("readForUses() finds the same in a tile with its result, and in those after it", () => {
  const query = { model: "m", view: "e", fields: ["a.b"], url: "x" };
  const listens = {
    filterables: [{ model: "m", view: "e", listen: [{ field: "a.c" }] }],
    sorts: ["a.d"],
    query,
  };
  const { bytes } = readJson(new TextEncoder().encode(JSON.stringify({
    dashboard_elements: [
      { query, result_maker: listens },
      { look_id: "3", result_maker: listens },
      { query: null, result_maker: listens },
      { query, sorts: ["a.e"], note_text: "{{ a.f }}" },
    ],
    dashboard_filters: [{ dimension: "a.g", model: "m", explore: "e", field: { name: "a.h" } }],
  })));
  assertEquals(
    findUses("dashboards", readForUses("dashboards", bytes)),
    findUses("dashboards", asObject(decode(bytes))),
  );
});

import { assert, assertEquals } from "@std/assert";
import { hasBeyond, instanceSpec } from "../../lib/looker/instance_spec.ts";
import { asSpecRecord, beyondTexts, nothingBeyond } from "../../lib/looker/spec_record.ts";
import { withWritable, writable, writableProperties } from "../../lib/looker/writable.ts";

const text = { type: "string" };

/** A spec in OpenAPI 3 with these schemas, and operations by path. */
function openApi(schemas: Record<string, unknown>, paths: Record<string, unknown> = {}): unknown {
  const made = Object.entries(schemas).map(([name, properties]) => [name, { properties }]);
  return {
    openapi: "3.0.0",
    info: { "x-looker-release-version": "27.2.1" },
    paths,
    components: { schemas: Object.fromEntries(made) },
  };
}

Deno.test("instanceSpec() finds what can be written beyond this version, down to schemas of the instance's own", () => {
  const spec = instanceSpec(openApi({
    Dashboard: {
      title: text,
      mood: text,
      seal: { ...text, readOnly: true },
      badge: { $ref: "#/components/schemas/Badge" },
      marks: { type: "array", items: { $ref: "#/components/schemas/Mark" } },
      slug: { ...text, readOnly: true },
      view_count: { type: "integer" },
    },
    Badge: {
      label: text,
      owner: { $ref: "#/components/schemas/Badge" },
      made_at: { ...text, readOnly: true },
    },
    Mark: { id: { ...text, readOnly: true } },
    Folder: { parent_id: text, tint: text },
  }));
  assertEquals(spec?.release, "27.2.1");
  assertEquals(spec?.writable["Dashboard"], "mood badge:Badge");
  assertEquals(spec?.writable["Badge"], "label owner:Badge");
  assertEquals(
    spec?.beyond.properties,
    ["Dashboard.mood", "Dashboard.badge", "Badge.label", "Badge.owner"].filter((
      name,
    ) => name.startsWith("Dashboard")),
  );
  assertEquals(spec?.beyond.opened, ["Dashboard.view_count"], "ours says read-only: told, and not restored");
});

Deno.test("instanceSpec() names types and listings that this version does not know, in both forms of a spec", () => {
  const ref = (name: string): unknown => ({ type: "array", items: { $ref: `#/definitions/${name}` } });
  const swagger = {
    swagger: "2.0",
    info: {},
    definitions: {},
    paths: {
      "/looks": { get: { operationId: "all_looks", responses: { 200: { schema: ref("Look") } } } },
      "/hats": { get: { operationId: "all_hats", responses: { 200: { schema: ref("Hat") } } } },
      "/hats/{id}": {
        get: { operationId: "hat", responses: { 200: { schema: { $ref: "#/definitions/Hat" } } } },
        post: { operationId: "wear", responses: { 200: { schema: ref("Look") } } },
      },
    },
  };
  assertEquals(instanceSpec(swagger), {
    release: null,
    writable: {},
    beyond: { ...nothingBeyond(), types: ["Hat"], listings: ["all_hats"] },
  });
  const answer = { content: { "application/json": { schema: { type: "array", items: {} } } } };
  const paths = { "/x": { get: { operationId: "search_scarves", responses: { "200": answer } } } };
  assertEquals(instanceSpec(openApi({}, paths))?.beyond.listings, ["search_scarves"]);
});

Deno.test("instanceSpec() takes what is no spec for none, and is bounded by none of what it is given", () => {
  const none = [null, 7, "x", [], {}, { paths: [], definitions: {} }, {
    paths: {},
    components: { schemas: 1 },
  }];
  for (const document of none) assertEquals(instanceSpec(document), null);
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`p${n}`, text]));
  const spec = instanceSpec(openApi({ Look: many, LookWithQuery: { ...many, "../x": text, "": text } }));
  assertEquals(spec?.beyond.properties.length, 300);
  assert((spec?.beyond.more ?? 0) > 1000);
  const odd = instanceSpec(
    openApi({ Dashboard: { a: null, b: [], c: 7, d: { $ref: 5 }, constructor: text } }),
  );
  assertEquals(odd?.writable["Dashboard"], "d constructor");
});

Deno.test("withWritable() adds an instance's own properties for as long as its work goes on, and no longer", async () => {
  const look = { title: "a", mood: "b", badge: { label: "c", at: "d" } };
  const extension = { LookWithQuery: "mood badge:Badge", Badge: "label" };
  assertEquals(writable("LookWithQuery", look), { title: "a" });
  await withWritable(extension, async () => {
    await Promise.resolve();
    assertEquals(writable("LookWithQuery", look), { title: "a", mood: "b", badge: { label: "c" } });
    assert(writableProperties("LookWithQuery").has("mood"));
    withWritable({}, () => assertEquals(writable("LookWithQuery", look), { title: "a" }));
  });
  assertEquals(writable("LookWithQuery", look), { title: "a" });
});

Deno.test("asSpecRecord() takes back what was kept, and nothing else", () => {
  const record = {
    release: "27.2.1",
    readAt: "2030-01-01T00:00:00.000Z",
    state: "read" as const,
    writable: { Look: "mood" },
    beyond: { ...nothingBeyond(), types: ["Hat"], more: 2 },
  };
  assertEquals(asSpecRecord(JSON.parse(JSON.stringify(record))), record);
  for (const bad of [null, 7, {}, { ...record, state: "new" }, { ...record, writable: null }]) {
    assertEquals(asSpecRecord(bad), null);
  }
  assertEquals(hasBeyond(record.beyond), true);
  assertEquals(beyondTexts(record), [
    "Looker 27.2.1 has types that this version does not know and does not back up: Hat.",
    "Looker 27.2.1 has 2 more such names.",
  ]);
  assertEquals(beyondTexts({ ...record, state: "absent" }), [
    "The API description of Looker 27.2.1 is not available (api_spec: refused or not found); it is unknown what it has " +
    "beyond this version.",
  ]);
});

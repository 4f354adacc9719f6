import { assert, assertEquals, assertMatch } from "@std/assert";
import { dump, startSim } from "./mod.ts";
import { asList, asObject, type Json, RawJson, stringify } from "./json.ts";
import { parseJson } from "./json_parse.ts";
import { NASTY_VIS_CONFIG } from "./seed/queries.ts";
import { Client } from "./_client.ts";

const EXACT = [
  '{"10":1,"9":2,"a":3}',
  '{"__proto__":{"a":1}}',
  "9007199254740993",
  "9223372036854775807",
  "-0.0",
  "-0",
  "1e21",
  "1E-7",
  "1.0",
  "1.50",
  '"\\u0000"',
  "[]",
  "{}",
  '{"a":[1,{"b":null}],"c":"é😀"}',
];

Deno.test("parseJson() and stringify() return exactly what was there", () => {
  for (const text of EXACT) assertEquals(stringify(parseJson(text)), text);
  for (const bad of ["", "{", "[1,]", '{"a":1,}', "nul", "01", "1 2", "{a:1}"]) {
    let refused = false;
    try {
      parseJson(bad);
    } catch (error) {
      refused = error instanceof SyntaxError;
    }
    assert(refused, bad);
  }
});

Deno.test("what JavaScript cannot hold is served as it stands", async () => {
  await using client = await Client.start();
  const reply = await client.get("/dashboards/1");
  assert(reply.text.split(NASTY_VIS_CONFIG).length > 3);
  assertEquals(JSON.parse(reply.text).id, "1");
  assert((await client.get("/alerts/5")).text.includes('"threshold":0.10'));
});

Deno.test("the same seed gives the same instance, another seed another", async () => {
  const text = async (seed: number): Promise<string> => {
    await using sim = startSim({ seed, dashboards: 8, looks: 8 });
    return [...dump(sim.store)].map((entry) => entry.text).join("\n");
  };
  assertEquals(await text(5), await text(5));
  assert(await text(5) !== await text(6));
});

Deno.test("tiles of every kind are on the first dashboard", async () => {
  await using client = await Client.start();
  const tiles = asList((await client.object("/dashboards/1"))["dashboard_elements"]).map(asObject);
  assertEquals(tiles.map((tile) => tile["type"]), [
    "vis",
    "look",
    "vis",
    "text",
    "button",
    "vis",
    "vis",
    "vis",
    "filter",
  ]);
  assert(tiles.some((tile) => tile["merge_result_id"] !== null && tile["query_id"] === null));
  assert(tiles.some((tile) => asObject(tile["look"])["id"] === tile["look_id"]));
  assert(
    tiles.some((tile) =>
      tile["query"] === null && asObject(asObject(tile["result_maker"])["query"])["id"] !== undefined
    ),
  );
});

Deno.test("there are tabs, an unplaced tile, merge sources known by slug only, a chain of ten folders", async () => {
  await using client = await Client.start({ dashboards: 40 });
  const all = await client.list("/dashboards/search?sorts=id");
  const layouts = (item: Json): Json[] => asList(asObject(item)["dashboard_layouts"]);
  assert(all.some((item) => layouts(item).length > 1));
  const placed = (item: Json): number =>
    layouts(item).flatMap((one) => asList(asObject(one)["dashboard_layout_components"])).length;
  assert(all.some((item) => placed(item) < asList(asObject(item)["dashboard_elements"]).length));
  const merges = client.sim.store.table("merge_queries").all().flatMap((item) =>
    asList(item.get("source_queries")).map(asObject)
  );
  const bySlug = merges.find((source) => source["query_id"] === null);
  assertEquals((await client.get(`/queries/slug/${bySlug?.["query_slug"]}`)).status, 200);
  const deep = (await client.list("/folders")).find((one) => one["name"] === "Level 10");
  assertEquals((await client.list(`/folders/${deep?.["id"]}/ancestors`)).length, 10);
});

Deno.test("a query tile is as large as asked, and eight make a real dashboard", async () => {
  for (
    const [options, low, high] of [[{ tilesPerDashboard: 8 }, 70_000, 90_000], [
      { tilesPerDashboard: 2, tileBytes: 3500 },
      10_000,
      15_000,
    ]] as const
  ) {
    await using client = await Client.start({
      dashboards: 60,
      ...options,
      tileBytes: "tileBytes" in options ? options.tileBytes : 9500,
    });
    const reply = await client.get("/dashboards/50");
    assert(reply.text.length > low && reply.text.length < high, String(reply.text.length));
  }
});

Deno.test("one dashboard of ten megabytes on request", async () => {
  await using client = await Client.start({ giant: true });
  const reply = await client.list("/dashboards/search?title=Giant%20dashboard&fields=id");
  const { text } = await client.get(`/dashboards/${reply[0]?.["id"]}`);
  assert(text.length > 9_000_000 && text.length < 14_000_000, String(text.length));
});

Deno.test("queries have opaque ids, and each is read singly as its tile has it", async () => {
  await using client = await Client.start({ dashboards: 40 });
  const tile = asObject(asList((await client.object("/dashboards/35"))["dashboard_elements"])[0]);
  assertMatch(String(tile["query_id"]), /^\w{22}$/);
  const query = await client.get(`/queries/${tile["query_id"]}`);
  assertEquals(stringify(query.body), stringify(tile["query"] ?? null));
});

Deno.test("unknown properties are on some objects, and on none when switched off", async () => {
  await using client = await Client.start({ dashboards: 30 });
  assert([...dump(client.sim.store)].filter((entry) => entry.text.includes("foo_bar_2027")).length > 10);
  await using plain = await Client.start({ dashboards: 30, unknownFields: false });
  const left = [...dump(plain.sim.store)].filter((entry) => entry.text.includes("foo_bar_2027"));
  assertEquals(left.map((entry) => entry.type), []);
});

Deno.test("times come with a zone offset on some objects", async () => {
  await using client = await Client.start({ dashboards: 30 });
  const times = (await client.list("/dashboards/search?fields=updated_at")).map((item) =>
    String(item["updated_at"])
  );
  assert(
    times.some((time) => time.endsWith("-07:00")) && times.some((time) => time.endsWith("Z")) &&
      times.includes("null"),
  );
});

Deno.test("RawJson keeps its text", () => {
  assertEquals(stringify([new RawJson("1.50"), { a: new RawJson("-0.0") }]), '[1.50,{"a":-0.0}]');
});

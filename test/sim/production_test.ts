import { assert, assertEquals } from "@std/assert";
import { Client } from "./_client.ts";
import { asList, asObject, asText, given, type Json, type JsonObject } from "./json.ts";
import { production } from "./mod.ts";

const SMALL = production({ dashboards: 60, looks: 24, folders: 14, users: 10, seed: 3 });

async function dashboards(client: Client): Promise<JsonObject[]> {
  return await client.list("/dashboards/search");
}

const elements = (dashboard: JsonObject): JsonObject[] =>
  asList(dashboard["dashboard_elements"]).map(asObject);
const components = (dashboard: JsonObject): JsonObject[] =>
  asList(dashboard["dashboard_layouts"]).flatMap((one) =>
    asList(asObject(one)["dashboard_layout_components"]).map(asObject)
  );

Deno.test("a production instance holds what recorded ones did", async () => {
  await using client = await Client.start(SMALL);
  const all = await dashboards(client), tiles = all.flatMap(elements);
  assertEquals(all.length, 60);
  assertEquals(all.filter((one) => one["updated_at"] === null).length, 23);
  assert(all.every((one) => one["last_viewed_at"] === null && one["description"] !== null));
  const merges = [...new Set(tiles.map((one) => asText(one["merge_result_id"])).filter((id) => id !== ""))];
  const found = await Promise.all(merges.map((id) => client.get(`/merge_queries/${id}`)));
  assert(
    merges.every((id) => id.length === 22) && merges.length >= 24 && merges.length <= 27,
    `${merges.length}`,
  );
  assert(found.some((one) => one.status === 404) && found.filter((one) => one.status === 200).length > 20);
  const has = (wanted: string, test: (tile: JsonObject) => boolean): void => assert(tiles.some(test), wanted);
  has(
    "slate",
    (one) => one["rich_content_json"] === '{"format":"slate"}' && asText(one["body_text"]).includes("\\/d"),
  );
  has("data", (one) => one["type"] === "data" && given(one["query"]));
  has(
    "look",
    (one) => one["type"] === "vis" && given(one["look"]) && given(asObject(one["result_maker"])["query"]),
  );
  has("gone look", (one) => given(one["look_id"]) && one["look"] === null && one["result_maker_id"] === null);
  has(
    "LookML",
    (one) =>
      one["query_id"] === null && one["merge_result_id"] === null && one["lookml_link_id"] !== "" &&
      given(asObject(one["result_maker"])["query"]),
  );
  has("SQL Runner", (one) => asText(asObject(one["result_maker"])["sql_query_id"]) !== "");
  assert(all.some((one) => one["dashboard_layouts"] === null));
  assert(
    all.some((one) => asList(one["dashboard_layouts"]).length === 0 && one["dashboard_layouts"] !== null),
  );
  assert(all.flatMap(components).some((one) => one["row"] === null && one["width"] === null));
  const grouped = all.flatMap(components).filter((one) => given(one["group_id"]));
  assert(grouped.length > 1 && grouped.every((one) => one["row"] === 0));
  const query = tiles.map((one) => asObject(one["query"])).find((one) => given(one["id"]));
  assert(query !== undefined && "quick_calcs" in query && "analysis_config" in query);
  const plans = await client.list("/scheduled_plans?all_users=true");
  const types = plans.flatMap((one) =>
    asList(one["scheduled_plan_destination"]).map((to) => asObject(to)["type"])
  );
  assert(types.includes("looker-integration://1::slack"));
  const words = (await client.list("/users/2/attribute_values?all_values=true&include_unset=true"))
    .map((one) => asText(one["source"]));
  assert(words.includes("Default") && words.includes("No Value") && !words.includes("default"), words.join());
});

Deno.test("a LookML deploy moves what is computed, and no date", async () => {
  await using client = await Client.start({ computed: true });
  const shown = async (): Promise<Json[][]> =>
    (await dashboards(client)).toSorted((a, b) => Number(a["id"]) - Number(b["id"])).map((one) => [
      one["updated_at"] ?? null,
      asObject(asList(one["dashboard_filters"])[0])["field"] ?? null,
      elements(one).map((tile) => asObject(tile["query"])["client_id"] ?? null),
      elements(one).map((tile) => asObject(tile["query"])["fields"] ?? null),
    ]);
  const before = await shown(), form = client.sim.normalForm({ ids: true });
  client.sim.lookmlDeploy();
  const after = await shown();
  const column = (rows: Json[][], n: number): Json[] => rows.map((row) => row[n] ?? null);
  assertEquals([column(after, 0), column(after, 3)], [column(before, 0), column(before, 3)]);
  for (const n of [1, 2]) {
    assert(JSON.stringify(column(after, n)) !== JSON.stringify(column(before, n)), String(n));
  }
  assertEquals(client.sim.normalForm({ ids: true }), form);
});

Deno.test("another release spells nothing otherwise, and serves ids as numbers", async () => {
  await using client = await Client.start({ dashboards: 30 });
  const shown = async (id: number): Promise<Json[]> => {
    const one = await client.object(`/dashboards/${id}`),
      filter = asObject(asList(one["dashboard_filters"])[0]);
    const tile = elements(one)[0] ?? {};
    return [one["id"] ?? null, one["folder_id"] ?? null, tile["id"] ?? null, tile["lookml_link_id"] ?? null]
      .concat([filter["id"] ?? null, asObject(one["folder"])["external_id"] ?? null]);
  };
  const text = (one: Json[]): string[] => one.map((value) => asText(value));
  for (const id of [1, 29]) {
    const before = await shown(id);
    assertEquals([before[3], before[5], typeof before[0]], [null, null, "string"]);
    client.sim.serve({ empties: true });
    assertEquals((await shown(id)).slice(3).filter((_one, n) => n !== 1), ["", ""]);
    client.sim.serve({ empties: false, numericIds: true });
    const after = await shown(id);
    assertEquals(text(after), text(before));
    assertEquals([0, 1, 2, 4].map((n) => typeof after[n]), Array(4).fill("number"));
    client.sim.serve({ numericIds: false });
  }
});

Deno.test("filters share no name and no title, one tab is active, an alert keeps its tile", async () => {
  await using client = await Client.start({ uniqueFilters: true });
  const one = await client.object("/dashboards/2");
  const [first, second] = asList(one["dashboard_filters"]).map(asObject);
  const status = async (method: string, path: string, body: Json): Promise<number> =>
    (await client.send(method, path, body)).status;
  assertEquals(
    await status("PATCH", `/dashboard_filters/${second?.["id"]}`, { title: first?.["title"] ?? "" }),
    422,
  );
  const twin = { dashboard_id: "2", name: "other", title: first?.["title"] ?? "", type: "field_filter" };
  assertEquals(await status("POST", "/dashboard_filters", twin), 422);
  assertEquals(await status("POST", "/dashboard_filters", { ...twin, title: "other" }), 200);
  const tabs = async (): Promise<JsonObject[]> => await client.list("/dashboards/2/dashboard_layouts");
  const [active, other] = await tabs();
  assertEquals([active?.["active"], other?.["active"]], [true, false]);
  assertEquals(await status("PATCH", `/dashboard_layouts/${active?.["id"]}`, { active: false }), 422);
  assertEquals(await status("PATCH", `/dashboard_layouts/${other?.["id"]}`, { active: true }), 200);
  assertEquals((await tabs()).map((tab) => tab["active"]), [false, true]);
  assertEquals(
    await status("POST", "/dashboard_layouts", { dashboard_id: "2", type: "newspaper", active: true }),
    200,
  );
  assertEquals((await tabs()).map((tab) => tab["active"]), [false, false, true]);
  const alerts = await client.list("/alerts/search?all_owners=true");
  const [alert, another] = alerts;
  const moved = {
    ...writableAlert(alert ?? {}),
    dashboard_element_id: another?.["dashboard_element_id"] ?? null,
  };
  assertEquals(await status("PUT", `/alerts/${alert?.["id"]}`, moved), 422);
  assertEquals(await status("PUT", `/alerts/${alert?.["id"]}`, writableAlert(alert ?? {})), 200);
  assertEquals(
    (await client.object(`/alerts/${alert?.["id"]}`))["dashboard_element_id"],
    alert?.["dashboard_element_id"],
  );
});

function writableAlert(alert: JsonObject): JsonObject {
  const names = ["comparison_type", "cron", "destinations", "field", "owner_id", "threshold"];
  return Object.fromEntries(names.map((name) => [name, alert[name] ?? null]));
}

Deno.test("an externally managed group gets no role and loses no member by API", async () => {
  await using client = await Client.start();
  const group = (await client.list("/groups")).find((one) => one["externally_managed"] === true)?.["id"] ??
    "";
  assertEquals((await client.send("PUT", "/roles/3/groups", ["2", group])).status, 405);
  assertEquals((await client.send("DELETE", `/groups/${asText(group)}/users/6`)).status, 403);
});

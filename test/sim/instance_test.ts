import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Client, ids } from "./_client.ts";
import { asList, asObject, asText, type JsonObject } from "./json.ts";
import { sameUpToIds } from "./mod.ts";

const LISTS: [path: string, key: string, left: string[]][] = [
  ["/dashboards/search", "title", []],
  ["/looks/search", "title", []],
  ["/users", "display_name", ["API Admin"]],
  ["/groups", "name", ["All Users"]],
  ["/roles", "name", ["Admin"]],
  ["/permission_sets", "name", ["Admin"]],
  ["/model_sets", "name", ["All"]],
  ["/boards", "title", []],
  ["/alerts/search?all_owners=true", "id", []],
  ["/scheduled_plans?all_users=true", "name", []],
  ["/user_attributes", "name", ["email", "locale"]],
  ["/themes", "name", ["Looker"]],
  ["/color_collections", "label", ["Boardwalk", "Looker Classic"]],
  ["/folders", "name", ["API Admin", "Embed Groups", "Embed Users", "LookML Dashboards", "Shared", "Users"]],
  ["/connections", "name", ["legacy/pg", "looker", "warehouse"]],
  ["/lookml_models", "name", ["empty_model", "finance", "thelook"]],
];

Deno.test("an emptied instance has what every Looker has, and LookML", async () => {
  await using client = await Client.start({ emptied: true });
  for (const [path, key, left] of LISTS) {
    assertEquals((await client.list(path)).map((item) => asText(item[key])).sort(), left, path);
  }
  assertEquals(client.sim.violations, []);
});

Deno.test("an emptied instance keeps its built-in ids and gives no id a second time", async () => {
  await using full = await Client.start();
  await using emptied = await Client.start({ emptied: true });
  assertEquals((await emptied.object("/user"))["id"], (await full.object("/user"))["id"]);
  const known = new Set(ids(await full.list("/groups")));
  const made = asObject((await emptied.send("POST", "/groups", { name: "New" })).body);
  assert(Number(made["id"]) > Math.max(...[...known].map(Number)));
});

Deno.test("a second instance has other ids, for built-in objects too", async () => {
  await using one = await Client.start({ emptied: true });
  await using two = await Client.start({ emptied: true, idOffset: 5000, host: "https://two.looker.example" });
  for (const path of ["/user", "/color_collections/default"]) {
    assertNotEquals((await two.object(path))["id"], (await one.object(path))["id"], path);
  }
  const folder = (items: JsonObject[]): string =>
    asText(items.find((item) => item["is_shared_root"] === true)?.["id"]);
  assert(Number(folder(await two.list("/folders"))) > 5000);
  const query: JsonObject = { model: "thelook", view: "orders", fields: ["orders.count"] };
  const [a, b] = [await one.send("POST", "/queries", query), await two.send("POST", "/queries", query)];
  assertNotEquals(asObject(a.body)["id"], asObject(b.body)["id"]);
  assertEquals((await two.object("/setting?fields=host_url"))["host_url"], "https://two.looker.example");
  const me = await two.object("/user");
  assertEquals(asList(me["role_ids"]), ids(await two.list("/roles")));
  assertEquals(asList(me["group_ids"]), ids(await two.list("/groups")));
  assertEquals(two.sim.violations, []);
});

Deno.test("an emptied instance without LookML has no models but Looker's own", async () => {
  await using client = await Client.start({ emptied: true, lookml: false });
  assertEquals(await client.list("/lookml_models"), []);
  assertEquals(await client.list("/projects"), []);
});

Deno.test("an instance can be emptied while it runs, and keeps its address, its tokens and its built-in ids", async () => {
  await using client = await Client.start();
  await using other = await Client.start({ emptied: true });
  const before = await client.object("/user");
  client.sim.empty();
  assertEquals((await client.object("/user"))["personal_folder_id"], before["personal_folder_id"]);
  assertEquals(sameUpToIds(client.sim.normalForm({ ids: true }), other.sim.normalForm({ ids: true })), []);
});

Deno.test("a deletion from outside can take along what the API would take along", async () => {
  await using client = await Client.start();
  const plan = await client.object("/scheduled_plans/1");
  client.sim.mutate({ op: "delete", type: "dashboards", id: asText(plan["dashboard_id"]), cascade: true });
  assertEquals((await client.get("/scheduled_plans/1")).status, 404);
  client.sim.mutate({ op: "delete", type: "groups", id: "3", cascade: true });
  const left = JSON.stringify(client.sim.normalForm());
  assertEquals(left.includes("unknown groups"), false);
  assertEquals(client.sim.writes(), []);
});

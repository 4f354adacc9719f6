import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Client } from "./_client.ts";
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";

async function made(client: Client, path: string, body: Json): Promise<JsonObject> {
  const reply = await client.send("POST", path, body);
  assertEquals(reply.status, 200, `${path} ${reply.text}`);
  return asObject(reply.body);
}

/** A dashboard of its own, with a second tab. */
async function start(): Promise<{ client: Client; dashboard_id: string; tabs: [string, string] }> {
  let now = Date.UTC(2030, 0, 1);
  const client = await Client.start({ now: () => (now += 1000), tokenTtlSeconds: 1e6 });
  const dashboard = await made(client, "/dashboards", { title: "Own", folder_id: "1" });
  const dashboard_id = asText(dashboard["id"]);
  const first = asText(asObject(asList(dashboard["dashboard_layouts"])[0])["id"]);
  const second = await made(client, "/dashboard_layouts", {
    dashboard_id,
    type: "newspaper",
    label: "Two",
    order: 1,
  });
  return { client, dashboard_id, tabs: [first, asText(second["id"])] };
}

async function query(client: Client, field: string): Promise<string> {
  const vis_config = { type: field };
  return asText(
    (await made(client, "/queries", { model: "m", view: "v", fields: [field], vis_config }))["id"],
  );
}

async function places(client: Client, tab: string): Promise<Json[]> {
  const components = await client.list(`/dashboard_layouts/${tab}/dashboard_layout_components`);
  return components.map((one) => one["dashboard_element_id"] ?? null);
}

Deno.test("a tile is in every tab, or in the one it names, and moves with that name", async () => {
  const { client, dashboard_id, tabs } = await start();
  await using _client = client;
  const both = await made(client, "/dashboard_elements", { dashboard_id, type: "text", body_text: "both" });
  const own = { dashboard_id, type: "text", body_text: "own", dashboard_layout_id: tabs[1] };
  const one = await made(client, "/dashboard_elements", own);
  assertEquals(await places(client, tabs[0]), [both["id"]]);
  assertEquals(await places(client, tabs[1]), [both["id"], one["id"]]);
  const moved = await client.send("PATCH", `/dashboard_elements/${one["id"]}`, {
    dashboard_layout_id: tabs[0],
  });
  assertEquals(moved.status, 200);
  assertEquals(await places(client, tabs[0]), [both["id"], one["id"]]);
  assertEquals(await places(client, tabs[1]), [both["id"]]);
  assertEquals(client.sim.violations, []);
});

Deno.test("parts cannot change what they hang on", async () => {
  const { client, dashboard_id, tabs } = await start();
  await using _client = client;
  const element = await made(client, "/dashboard_elements", { dashboard_id, type: "text", body_text: "x" });
  const [component] = await client.list(`/dashboard_layouts/${tabs[0]}/dashboard_layout_components`);
  for (
    const [path, body] of [
      [`/dashboard_elements/${element["id"]}`, { dashboard_id: "1" }],
      [`/dashboard_elements/${element["id"]}`, { dashboard_layout_id: "404" }],
      [`/dashboard_layouts/${tabs[0]}`, { dashboard_id: "1" }],
      [`/dashboard_layout_components/${component?.["id"]}`, { dashboard_element_id: "404" }],
    ] as [string, JsonObject][]
  ) assertEquals((await client.send("PATCH", path, body)).status, 422, path);
  assertEquals(
    (await client.send("PATCH", `/dashboard_elements/${element["id"]}`, { dashboard_id })).status,
    200,
  );
});

Deno.test("a tile's result maker keeps its filterables and follows a new query", async () => {
  const { client, dashboard_id } = await start();
  await using _client = client;
  const filterables = [{
    model: "m",
    view: "v",
    name: null,
    listen: [{ dashboard_filter_name: "Region", field: "v.region" }, {
      dashboard_filter_name: "Date",
      field: "v.date",
    }],
  }];
  const body = {
    dashboard_id,
    type: "vis",
    query_id: await query(client, "a"),
    result_maker: { filterables },
  };
  const element = await made(client, "/dashboard_elements", body);
  const next = await query(client, "b");
  const changed = asObject(
    (await client.send("PATCH", `/dashboard_elements/${element["id"]}`, { query_id: next })).body,
  );
  const maker = asObject(changed["result_maker"]);
  assertEquals([maker["filterables"], maker["query_id"], maker["vis_config"]], [filterables, next, {
    type: "b",
  }]);
  assertEquals(changed["result_maker_id"], element["result_maker_id"]);
  assertEquals(client.sim.violations, []);
});

Deno.test("a tile shows one thing at a time, and never becomes a text", async () => {
  const { client, dashboard_id } = await start();
  await using _client = client;
  const element = await made(client, "/dashboard_elements", { dashboard_id, type: "look", look_id: "1" });
  const at = `/dashboard_elements/${element["id"]}`;
  const query_id = await query(client, "a");
  const shown = asObject((await client.send("PATCH", at, { type: "vis", query_id })).body);
  assertEquals([shown["look_id"], shown["query_id"]], [null, query_id]);
  assertEquals((await client.send("PATCH", at, { type: "text" })).status, 422);
  const lost = { dashboard_id, type: "vis", query_id, result_maker: { merge_result_id: "404" } };
  assertEquals((await client.send("POST", "/dashboard_elements", lost)).status, 422);
});

Deno.test("a filter is among the tiles when its own dashboard has it", async () => {
  const { client, dashboard_id } = await start();
  await using _client = client;
  const body = { dashboard_id, name: "Region", title: "Region", type: "string_filter" };
  const filter_id = asText((await made(client, "/dashboard_filters", body))["id"]);
  const element = await made(client, "/dashboard_elements", { dashboard_id, type: "filter", filter_id });
  assertEquals(element["filter_id"], filter_id);
  const foreign = asObject(asList((await client.object("/dashboards/1"))["dashboard_filters"])[0])["id"] ??
    null;
  const refused = { dashboard_id, type: "filter", filter_id: foreign };
  assertEquals((await client.send("POST", "/dashboard_elements", refused)).status, 422);
});

Deno.test("updated_at moves with an edit by the instance's clock, not with an edit of a part", async () => {
  const { client, dashboard_id, tabs } = await start();
  await using _client = client;
  const updated = async (): Promise<string> =>
    asText((await client.object(`/dashboards/${dashboard_id}?fields=updated_at`))["updated_at"]);
  const before = await updated();
  const element = await made(client, "/dashboard_elements", { dashboard_id, type: "text", body_text: "x" });
  await made(client, "/dashboard_filters", { dashboard_id, name: "R", title: "R", type: "string_filter" });
  await client.send("PATCH", `/dashboard_elements/${element["id"]}`, { body_text: "y" });
  await client.send("PATCH", `/dashboard_layouts/${tabs[1]}`, { label: "2" });
  await client.send("DELETE", `/dashboard_elements/${element["id"]}`);
  assertEquals(await updated(), before);
  await client.send("PATCH", `/dashboards/${dashboard_id}`, { title: "Edited" });
  assertNotEquals(await updated(), before);
  assert((await updated()).startsWith("2030-01-01"));
});

Deno.test("an explicit null clears, an absent property stays", async () => {
  const { client, dashboard_id } = await start();
  await using _client = client;
  const at = `/dashboards/${dashboard_id}`;
  await client.send("PATCH", at, { description: "d", title_color: "#123" });
  await client.send("PATCH", at, { description: null });
  const after = await client.object(at);
  assertEquals([after["description"], after["title_color"], after["title"]], [null, "#123", "Own"]);
  await client.send("PATCH", "/users/2", { first_name: null });
  assertEquals((await client.object("/users/2"))["first_name"], "");
});

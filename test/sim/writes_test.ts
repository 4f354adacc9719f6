import { assert, assertEquals } from "@std/assert";
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";
import { Client, ids } from "./_client.ts";

const QUERY: JsonObject = {
  model: "thelook",
  view: "orders",
  fields: ["orders.count"],
  limit: "10",
  vis_config: { type: "table" },
};

async function made(client: Client, path: string, body: Json): Promise<JsonObject> {
  const reply = await client.send("POST", path, body);
  assertEquals(reply.status, 200, `${path} ${reply.text}`);
  return asObject(reply.body);
}

const CREATED: [path: string, body: JsonObject, update: JsonObject | null][] = [
  ["/boards", { title: "B" }, { title: "C", section_order: [] }],
  ["/board_sections", { board_id: "1", title: "S" }, { title: "T" }],
  ["/board_items", { board_section_id: "1", custom_title: "I", use_custom_title: true }, { order: 4 }],
  ["/folders", { name: "New", parent_id: "1" }, { name: "Newer" }],
  ["/groups", { name: "New" }, { name: "Newer" }],
  ["/permission_sets", { name: "New", permissions: ["access_data"] }, { permissions: [] }],
  ["/model_sets", { name: "New", models: ["thelook"] }, { models: [] }],
  ["/roles", { name: "New", permission_set_id: "2", model_set_id: "2" }, { permission_set_id: "3" }],
  ["/users", { first_name: "New" }, { last_name: "User" }],
  ["/user_attributes", { name: "new", label: "New", type: "string" }, { default_value: "x" }],
  ["/themes", { name: "New", settings: { background_color: "#123" } }, { settings: { show_title: true } }],
  ["/color_collections", {
    label: "New",
    categoricalPalettes: [{ label: "c", type: "Categorical", colors: ["#123"] }],
  }, { label: "Newer" }],
  ["/connections", { name: "new", host: "h", password: "p" }, { host: "i" }],
  ["/integration_hubs", { url: "https://new.example.com" }, { url: "https://newer.example.com" }],
  ["/lookml_models", { name: "new_model" }, { project_name: "thelook" }],
  ["/alerts", {
    comparison_type: "EQUAL_TO",
    cron: "0 5 * * *",
    owner_id: "1",
    threshold: 1,
    destinations: [{ destination_type: "EMAIL", email_address: "a@b.c" }],
    field: { title: "t", name: "n" },
  }, { is_disabled: true }],
  ["/scheduled_plans", {
    name: "P",
    dashboard_id: "1",
    crontab: "0 5 * * *",
    enabled: false,
    scheduled_plan_destination: [{ type: "email", address: "a@b.c", format: "wysiwyg_pdf" }],
  }, { name: "Q" }],
  ["/content_favorite", { user_id: "2", content_metadata_id: "{metadata}" }, null],
  ["/agents", { name: "A", description: "d", sources: [], context: { instructions: "i" } }, {
    deleted: true,
  }],
];

Deno.test("what is created has a new id, is read back, changed and deleted", async () => {
  for (const [path, body, update] of CREATED) {
    await using client = await Client.start();
    if (body["content_metadata_id"] !== undefined) {
      body["content_metadata_id"] = (await client.object("/boards/1"))["content_metadata_id"] ?? null;
    }
    const item = await made(client, path, body);
    const id = encodeURIComponent(asText(item["id"] ?? item["name"]));
    const at = `${path}/${id}`;
    for (const [name, value] of Object.entries(body)) {
      if (typeof value === "string" && name in item) assertEquals(item[name], value, `${path} ${name}`);
    }
    assertEquals((await client.get(at)).status, 200, at);
    if (update) {
      const changed = await client.send("PATCH", at, update);
      assertEquals(changed.status, 200, `${at} ${changed.text}`);
      for (const [name, value] of Object.entries(update)) {
        if (typeof value === "string" && name in asObject(changed.body)) {
          assertEquals(asObject(changed.body)[name], value);
        }
      }
    }
    if (path !== "/agents") {
      assertEquals((await client.send("DELETE", at)).status, 204, at);
      assertEquals((await client.get(at)).status, 404, at);
    }
    assertEquals(client.sim.violations, [], path);
  }
});

const FORBIDDEN: [method: string, path: string, body: Json | undefined, status: number][] = [
  ["PATCH", "/roles/1", { name: "x" }, 405],
  ["DELETE", "/permission_sets/1", undefined, 405],
  ["PATCH", "/model_sets/1", { name: "x" }, 405],
  ["PATCH", "/dashboards/thelook::business_pulse", { title: "x" }, 405],
  ["DELETE", "/dashboards/thelook::business_pulse", undefined, 405],
  ["POST", "/groups", { name: "Sales" }, 422],
  ["POST", "/roles", { name: "User" }, 422],
  ["POST", "/user_attributes", { name: "region", label: "other", type: "string" }, 422],
  ["POST", "/user_attributes", { name: "other" }, 422],
  ["POST", "/folders", { name: "level 1", parent_id: "1" }, 422],
  ["POST", "/folders", { name: "x", parent_id: "404" }, 404],
  ["PATCH", "/folders/1", { name: "x", parent_id: "1" }, 422],
  ["POST", "/dashboards", { title: "x" }, 422],
  ["POST", "/dashboards", { title: "x", folder_id: "nope" }, 404],
  ["POST", "/looks", { title: "x", folder_id: "1" }, 422],
  ["POST", "/scheduled_plans", { name: "x", dashboard_id: "1", crontab: "* * * * *" }, 422],
  ["POST", "/scheduled_plans", { name: "x", crontab: "* * * * *", scheduled_plan_destination: [{}] }, 422],
  ["POST", "/dashboard_elements", { dashboard_id: "1", type: "vis" }, 422],
  ["PATCH", "/content_metadata/1", { inherits: "x" }, 422],
  ["POST", "/users/2/credentials_email", { email: "x@example.com" }, 409],
  ["POST", "/users/4/credentials_email", { email: "USER2@example.com" }, 422],
];

Deno.test("what Looker refuses is refused", async () => {
  for (const [method, path, body, status] of FORBIDDEN) {
    await using client = await Client.start();
    const reply = await client.send(method, path, body);
    assertEquals(reply.status, status, `${method} ${path} ${reply.text}`);
  }
});

Deno.test("a dashboard is created with a layout, and each tile with a component in it", async () => {
  await using client = await Client.start();
  const dashboard = await made(client, "/dashboards", { title: "New", folder_id: "1" });
  const layout = asObject(asList(dashboard["dashboard_layouts"])[0]);
  assertEquals([layout["active"], layout["dashboard_id"]], [true, dashboard["id"]]);
  const query = await made(client, "/queries", QUERY);
  const element = await made(client, "/dashboard_elements", {
    dashboard_id: asText(dashboard["id"]),
    type: "vis",
    query_id: asText(query["id"]),
  });
  assertEquals(asObject(element["query"])["id"], query["id"]);
  assertEquals(asObject(asObject(element["result_maker"])["query"])["id"], query["id"]);
  const components = await client.list(`/dashboard_layouts/${layout["id"]}/dashboard_layout_components`);
  assertEquals(components.map((one) => one["dashboard_element_id"]), [element["id"]]);
  const moved = await client.send("PATCH", `/dashboard_layout_components/${components[0]?.["id"]}`, {
    row: 7,
    column: 2,
  });
  assertEquals([asObject(moved.body)["row"], asObject(moved.body)["column"]], [7, 2]);
  const tab = await made(client, "/dashboard_layouts", {
    dashboard_id: asText(dashboard["id"]),
    type: "newspaper",
    label: "Tab 2",
  });
  assertEquals(asList(tab["dashboard_layout_components"]).length, 1);
  assertEquals((await client.send("DELETE", `/dashboard_layouts/${layout["id"]}`)).status, 422);
  assertEquals((await client.send("DELETE", `/dashboard_elements/${element["id"]}`)).status, 204);
  const after = await client.object(`/dashboards/${dashboard["id"]}`);
  assertEquals(asList(after["dashboard_elements"]), []);
  assertEquals(
    asList(after["dashboard_layouts"]).flatMap((one) => asList(asObject(one)["dashboard_layout_components"])),
    [],
  );
  assertEquals(client.sim.violations, []);
});

const TILES: [what: string, body: JsonObject, status: number][] = [
  ["a text with a source", { type: "text", query_id: "QUERY" }, 422],
  ["a text", { type: "text", body_text: "x" }, 200],
  ["a foreign result maker", { type: "vis", query_id: "QUERY", result_maker_id: "7" }, 422],
  ["two sources", { type: "vis", query_id: "QUERY", look_id: "1" }, 422],
  ["an unknown query", { type: "vis", query_id: "nope" }, 422],
  ["a look", { type: "vis", look_id: "1" }, 200],
];

Deno.test("a tile is made from one thing, a text from none", async () => {
  await using client = await Client.start();
  const id = asText((await made(client, "/queries", QUERY))["id"]);
  for (const [what, body, status] of TILES) {
    const sent = { dashboard_id: "1", ...body, ...(body["query_id"] === "QUERY" && { query_id: id }) };
    const reply = await client.send("POST", "/dashboard_elements", sent);
    assertEquals(reply.status, status, `${what} ${reply.text}`);
  }
});

Deno.test("titles are unique per folder among the living, slugs everywhere, trash included", async () => {
  await using client = await Client.start();
  const folder_id = asText((await made(client, "/folders", { name: "Own", parent_id: "1" }))["id"]);
  const first = await made(client, "/dashboards", { title: "One", folder_id, slug: "own-slug" });
  assertEquals((await client.send("POST", "/dashboards", { title: "ONE", folder_id })).status, 422);
  const trashed = await client.send("PATCH", `/dashboards/${first["id"]}`, { deleted: true });
  assert(asObject(trashed.body)["deleted_at"] !== null);
  const twin = await made(client, "/dashboards", { title: "One", folder_id });
  const clash = await client.send("POST", "/dashboards", { title: "Two", folder_id, slug: "own-slug" });
  assertEquals([clash.status, asObject(asList(asObject(clash.body)["errors"])[0])["field"]], [422, "slug"]);
  const undelete = await client.send("PATCH", `/dashboards/${first["id"]}`, { deleted: false });
  assertEquals([undelete.status, asObject(asList(asObject(undelete.body)["errors"])[0])["field"]], [
    422,
    "[:title, :space_id]",
  ]);
  assertEquals((await client.send("DELETE", `/dashboards/${twin["id"]}`)).status, 204);
  assertEquals((await client.send("PATCH", `/dashboards/${first["id"]}`, { deleted: false })).status, 200);
  assertEquals(ids(await client.list(`/folders/${folder_id}/dashboards`)), [asText(first["id"])]);
});

Deno.test("a generated dashboard changes as any other and keeps what was not sent", async () => {
  await using client = await Client.start({ dashboards: 30 });
  const before = await client.object("/dashboards/28");
  const after = asObject((await client.send("PATCH", "/dashboards/28", { title: "Changed" })).body);
  const still = (item: JsonObject): JsonObject => {
    const { title: _title, updated_at: _updated, last_updater_id: _updater, ...rest } = item;
    return rest;
  };
  assertEquals(after["title"], "Changed");
  assertEquals(still(after), still(before));
});

Deno.test("the same definition of a query is the same query, also for generated tiles", async () => {
  await using client = await Client.start({ dashboards: 30 });
  const one = await made(client, "/queries", QUERY), two = await made(client, "/queries", QUERY);
  assertEquals(one["id"], two["id"]);
  for (const id of ["1", "28"]) {
    const tile = asObject(asList((await client.object(`/dashboards/${id}`))["dashboard_elements"])[0]);
    const {
      id: _id,
      can: _can,
      slug: _slug,
      client_id: _client,
      share_url: _share,
      expanded_share_url: _long,
      url: _url,
      has_table_calculations: _calc,
      foo_bar_2027: _unknown,
      ...body
    } = asObject(tile["query"]);
    assertEquals((await made(client, "/queries", body))["id"], tile["query_id"]);
    const clash = await client.send("POST", "/queries", {
      ...QUERY,
      client_id: asObject(tile["query"])["client_id"] ?? "",
    });
    if (id === "1") assertEquals(clash.status, 422);
  }
  assertEquals(client.sim.violations, []);
});

Deno.test("a look is created from its query, moved, trashed and restored", async () => {
  await using client = await Client.start();
  const query = await made(client, "/queries", QUERY);
  const look = await made(client, "/looks", {
    title: "New look",
    folder_id: "1",
    query_id: asText(query["id"]),
    user_id: "2",
  });
  assertEquals([asObject(look["query"])["id"], look["user_id"]], [query["id"], "2"]);
  const at = `/looks/${look["id"]}`;
  assertEquals(asObject((await client.send("PATCH", `${at}/move?folder_id=7`)).body)["folder_id"], "7");
  assertEquals(asObject((await client.send("PATCH", at, { deleted: true })).body)["deleted"], true);
  assertEquals(asObject((await client.send("PATCH", at, { deleted: false })).body)["deleted_at"], null);
});

Deno.test("setters replace what was there", async () => {
  await using client = await Client.start();
  await client.send("PUT", "/roles/6/groups", ["2", "3"]);
  await client.send("PUT", "/roles/6/groups", ["4"]);
  assertEquals(ids(await client.list("/roles/6/groups")), ["4"]);
  await client.send("PUT", "/roles/6/users", ["2", "3"]);
  await client.send("PUT", "/users/3/roles", []);
  assertEquals(ids(await client.list("/roles/6/users?direct_association_only=true")), ["2"]);
  await client.send("POST", "/user_attributes/3/group_values", [{ group_id: "8", value: "a" }]);
  assertEquals((await client.list("/user_attributes/3/group_values")).map((one) => one["group_id"]), ["8"]);
});

Deno.test("access is given only where nothing is inherited, and once", async () => {
  await using client = await Client.start();
  const folder = await made(client, "/folders", { name: "Own", parent_id: "1" });
  const content_metadata_id = asText(folder["content_metadata_id"]);
  const row = { content_metadata_id, permission_type: "view", group_id: "2" };
  assertEquals((await client.send("POST", "/content_metadata_access", row)).status, 422);
  assertEquals(
    (await client.send("PATCH", `/content_metadata/${content_metadata_id}`, { inherits: false })).status,
    200,
  );
  const access = await made(client, "/content_metadata_access", row);
  assertEquals((await client.send("POST", "/content_metadata_access", row)).status, 409);
  const changed = await client.send("PUT", `/content_metadata_access/${access["id"]}`, {
    permission_type: "edit",
  });
  assertEquals(asObject(changed.body)["permission_type"], "edit");
  assertEquals(
    (await client.list(`/content_metadata_access?content_metadata_id=${content_metadata_id}`)).length,
    1,
  );
});

Deno.test("groups nest without cycles, and users inherit roles through them", async () => {
  await using client = await Client.start();
  assertEquals((await client.send("POST", "/groups/5/groups", { group_id: "2" })).status, 400);
  await made(client, "/groups/3/groups", { group_id: "8" });
  await made(client, "/groups/8/users", { user_id: "10" });
  assert(asList((await client.object("/users/10"))["role_ids"]).includes("2"));
  assert(!ids(await client.list("/users/10/roles?direct_association_only=true")).includes("2"));
});

Deno.test("deleting a folder deletes what is in it, deleting a user trashes what is theirs", async () => {
  await using client = await Client.start();
  const parent = await made(client, "/folders", { name: "Own", parent_id: "1" });
  const child = await made(client, "/folders", { name: "Below", parent_id: asText(parent["id"]) });
  const dashboard = await made(client, "/dashboards", {
    title: "x",
    folder_id: asText(child["id"]),
    user_id: "9",
  });
  await client.send("DELETE", "/users/9");
  assertEquals((await client.object(`/dashboards/${dashboard["id"]}`))["deleted"], true);
  assertEquals((await client.send("DELETE", `/folders/${parent["id"]}`)).status, 204);
  assertEquals((await client.get(`/folders/${child["id"]}`)).status, 404);
  assertEquals((await client.get(`/dashboards/${dashboard["id"]}`)).status, 404);
});

Deno.test("what a client writes is kept to the last digit", async () => {
  await using client = await Client.start();
  const text =
    `{"model":"m","view":"v","vis_config":{"10":1.50,"9":-0.0,"__proto__":{},"big":9007199254740993}}`;
  const reply = await fetch(`${client.sim.url}/api/4.0/queries`, {
    method: "POST",
    headers: { authorization: `token ${client.token}`, "content-type": "application/json" },
    body: text,
  });
  const answer = await reply.text();
  assert(answer.includes(`"vis_config":{"10":1.50,"9":-0.0,"__proto__":{},"big":9007199254740993}`), answer);
});

Deno.test("only requests that may change something count as writes", async () => {
  await using client = await Client.start();
  await client.get("/looks");
  await client.send("POST", "/groups", { name: "New" });
  assertEquals(client.sim.writes().map((record) => record.operation), ["create_group"]);
});

import { assert, assertEquals } from "@std/assert";
import { Client } from "./_client.ts";
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";

async function made(client: Client, path: string, body: Json): Promise<JsonObject> {
  const reply = await client.send("POST", path, body);
  assertEquals(reply.status, 200, `${path} ${reply.text}`);
  return asObject(reply.body);
}

async function patched(client: Client, path: string, body: Json): Promise<JsonObject> {
  const reply = await client.send("PATCH", path, body);
  assertEquals(reply.status, 200, `${path} ${reply.text}`);
  return asObject(reply.body);
}

/** What is refused with a status that the operation declares, and the field that is named. */
const REFUSED: [method: string, path: string, body: Json | undefined, status: number, field?: string][] = [
  ["PATCH", "/groups/1", { name: "x" }, 403],
  ["PATCH", "/groups/7", { name: "x" }, 403],
  ["DELETE", "/groups/1/users/2", undefined, 403],
  ["POST", "/groups/7/users", { user_id: "2" }, 403],
  ["POST", "/groups/2/groups", { group_id: "1" }, 400],
  ["PATCH", "/user_attributes/1", { label: "x" }, 422],
  ["PATCH", "/themes/1", { settings: { show_title: false } }, 422],
  ["PATCH", "/themes/2", { settings: { color_collection_id: "404" } }, 422, "settings.color_collection_id"],
  ["PATCH", "/color_collections/1", { label: "x" }, 403],
  ["PATCH", "/connections/looker", { host: "x" }, 403],
  ["PATCH", "/connections/warehouse", { name: "x" }, 422, "name"],
  ["PATCH", "/connections/warehouse", { tunnel_id: "404" }, 422, "tunnel_id"],
  ["PATCH", "/lookml_models/finance", { name: "x" }, 422, "name"],
  ["PATCH", "/lookml_models/system__activity", { project_name: "x" }, 422],
  ["PATCH", "/users/2", { home_folder_id: "404" }, 422, "home_folder_id"],
  ["POST", "/users/embed_user", { external_user_id: "ext/4" }, 400],
  ["PATCH", "/content_metadata/1", { inherits: true }, 422, "inherits"],
  ["PATCH", "/boards/1", { user_id: "404" }, 422, "user_id"],
  ["POST", "/looks", { title: "x", folder_id: "lookml", query_id: "q" }, 422, "folder_id"],
  ["PATCH", "/alerts/1", { owner_id: "404" }, 422, "owner_id"],
  ["PUT", "/alerts/1", { threshold: 1 }, 422, "comparison_type"],
  ["PATCH", "/scheduled_plans/1", { tab_ids: ["404"] }, 422, "tab_ids"],
  ["PATCH", "/scheduled_plans/1", { crontab: null, datagroup: "gone::gone" }, 422, "datagroup"],
  ["PATCH", "/scheduled_plans/1", { crontab: "0 5 * * *", datagroup: "thelook::nightly" }, 422],
  ["PATCH", "/scheduled_plans/1", { scheduled_plan_destination: [] }, 422],
  ["PATCH", "/scheduled_plans/1", { scheduled_plan_destination: [{ type: "9::slack" }] }, 422],
  ["DELETE", "/content_favorite/404", undefined, 404],
];

Deno.test("what cannot be written is refused with a status the operation declares", async () => {
  await using client = await Client.start();
  for (const [method, path, body, status, field] of REFUSED) {
    const reply = await client.send(method, path, body);
    assertEquals(reply.status, status, `${method} ${path} ${reply.text}`);
    const named = asText(asObject(asList(asObject(reply.body)["errors"])[0])["field"]);
    if (field !== undefined) assertEquals(named, field, `${method} ${path} ${reply.text}`);
  }
});

Deno.test("read-only properties of a look are ignored as documented, and a violation all the same", async () => {
  await using client = await Client.start();
  const before = await client.object("/looks/1");
  const after = await patched(client, "/looks/1", { description: "x", view_count: 7, id: "99" });
  assertEquals([after["id"], after["description"], after["view_count"]], [
    "1",
    "x",
    before["view_count"] ?? null,
  ]);
  assertEquals(client.sim.violations.map((one) => [one.kind, one.detail]), [
    ["read_only_property", "view_count"],
    ["read_only_property", "id"],
  ]);
});

Deno.test("an alert's PUT resets what it does not name, its PATCH does not; both run every 15 minutes at most", async () => {
  await using client = await Client.start();
  const { comparison_type, cron, destinations, field, owner_id, threshold } = await client.object(
    "/alerts/2",
  );
  const plain = asObject(asList(destinations)[0]);
  const required = {
    comparison_type: comparison_type ?? null,
    cron: cron ?? null,
    owner_id: owner_id ?? null,
    threshold: threshold ?? null,
    destinations: [{ destination_type: "EMAIL", email_address: plain["email_address"] ?? null }],
    field: { title: asObject(field)["title"] ?? null, name: asObject(field)["name"] ?? null },
  };
  assert((await client.object("/alerts/2"))["custom_title"] !== null);
  await patched(client, "/alerts/2", { is_disabled: true });
  assert((await client.object("/alerts/2"))["custom_title"] !== null);
  const put = await client.send("PUT", "/alerts/2", { ...required, is_disabled: true });
  assertEquals([put.status, asObject(put.body)["custom_title"]], [200, null]);
  for (
    const [cron, status] of [["*/15 * * * *", 200], ["*/10 * * * *", 422], ["5,10 3 * * *", 422], ["x", 422]]
  ) {
    const reply = await client.send("PUT", "/alerts/2", {
      ...required,
      cron: cron ?? null,
      is_disabled: true,
    });
    assertEquals(reply.status, status, String(cron));
  }
  assertEquals(client.sim.mails, []);
  assertEquals(client.sim.violations, []);
});

Deno.test("who enables a plan or an alert sends mail; who edits one does not", async () => {
  await using client = await Client.start();
  const plan = {
    name: "P",
    dashboard_id: "1",
    crontab: "0 5 * * *",
    enabled: false,
    scheduled_plan_destination: [{ type: "email", address: "a@b.c", format: "wysiwyg_pdf" }],
  };
  const id = asText((await made(client, "/scheduled_plans", plan))["id"]);
  await patched(client, `/scheduled_plans/${id}`, { name: "Q" });
  await patched(client, "/scheduled_plans/1", { name: "Still enabled" });
  await patched(client, "/alerts/1", { threshold: 3 });
  assertEquals(client.sim.mails, []);
  await patched(client, `/scheduled_plans/${id}`, { enabled: true });
  await made(client, "/scheduled_plans", { ...plan, enabled: true });
  await patched(client, "/alerts/3", { is_disabled: false });
  const row = { content_metadata_id: asText((await client.object("/boards/1"))["content_metadata_id"]) };
  const share = "/content_metadata_access?send_boards_notification_email=";
  await made(client, `${share}false`, { ...row, permission_type: "view", group_id: "3" });
  await made(client, `${share}true`, { ...row, permission_type: "view", group_id: "4" });
  assertEquals(client.sim.mails.map((mail) => mail.why), [
    "plan_enabled",
    "plan_enabled",
    "alert_armed",
    "board_shared",
  ]);
});

Deno.test("new palettes have ids of their own, palettes sent again keep theirs, no id comes twice", async () => {
  await using client = await Client.start();
  const body = (label: string): JsonObject => ({
    label,
    categoricalPalettes: [{ label: "c", type: "Categorical", colors: ["#123"] }],
  });
  const palette = (item: JsonObject): Json | undefined =>
    asObject(asList(item["categoricalPalettes"])[0])["id"];
  const one = await made(client, "/color_collections", body("A"));
  assertEquals((await client.send("DELETE", `/color_collections/${one["id"]}`)).status, 204);
  const two = await made(client, "/color_collections", body("B"));
  assert(one["id"] !== two["id"] && palette(one) !== palette(two));
  assertEquals(palette(await patched(client, `/color_collections/${two["id"]}`, body("C"))), palette(two));
});

Deno.test("a connection's secrets are taken and never shown; null over a secret is a violation", async () => {
  await using client = await Client.start();
  const override = { context: "pdt", password: "SECRET-2", pdt_certificate: "SECRET-3" };
  const connection = await patched(client, "/connections/warehouse", {
    password: "SECRET-1",
    pdt_context_override: override,
  });
  assert(!JSON.stringify(connection).includes("SECRET"));
  assertEquals(asObject(connection["pdt_context_override"])["has_password"], true);
  assertEquals(client.sim.violations, []);
  await patched(client, "/connections/warehouse", { password: null });
  assertEquals((await client.send("PATCH", "/users/2/attribute_values/4", { value: null })).status, 422);
  assertEquals(client.sim.violations.map((one) => one.kind), ["null_secret", "null_secret"]);
  const own = await patched(client, "/connections/warehouse", { user_db_credentials: true });
  assertEquals([own["username"], own["has_password"]], [null, false]);
});

Deno.test("a hub brings its integrations, under ids of its own", async () => {
  await using client = await Client.start({ emptied: true });
  const hub = await made(client, "/integration_hubs", { url: "https://hub.example.com" });
  const brought = await client.list(`/integrations?integration_hub_id=${hub["id"]}`);
  assertEquals(brought.map((one) => [one["id"], one["enabled"]]), [[`${hub["id"]}::custom`, false]]);
});

Deno.test("a group just made can hide from its first read", async () => {
  await using client = await Client.start({ freshGroupsHide: true });
  const group = await made(client, "/groups", { name: "New" });
  assertEquals((await client.get(`/groups/${group["id"]}`)).status, 404);
  assertEquals((await client.get(`/groups/${group["id"]}`)).status, 200);
});

Deno.test("a user comes with a personal folder that is theirs alone", async () => {
  await using client = await Client.start({ emptied: true, idOffset: 300 });
  const user = await made(client, "/users", { first_name: "Ada", last_name: "Lovelace" });
  const folder = await client.object(`/folders/${user["personal_folder_id"]}`);
  assertEquals([folder["name"], folder["is_personal"], folder["creator_id"]], [
    "Ada Lovelace",
    true,
    user["id"],
  ]);
  const parent = await client.object(`/folders/${folder["parent_id"]}`);
  assertEquals(parent["is_users_root"], true);
  const access = await client.list(
    `/content_metadata_access?content_metadata_id=${folder["content_metadata_id"]}`,
  );
  assertEquals(access.map((row) => [row["user_id"], row["permission_type"]]), [[user["id"], "edit"]]);
  assertEquals((await client.send("PATCH", `/folders/${folder["id"]}`, { name: "x" })).status, 422);
});

Deno.test("what is deleted for good takes along what is nothing without it", async () => {
  await using client = await Client.start();
  const alert = await client.object("/alerts/1");
  assertEquals(
    (await client.send("DELETE", `/dashboard_elements/${alert["dashboard_element_id"]}`)).status,
    204,
  );
  assertEquals((await client.get("/alerts/1")).status, 404);
  const plan = await client.object("/scheduled_plans/1");
  assertEquals((await client.send("DELETE", `/dashboards/${plan["dashboard_id"]}`)).status, 204);
  assertEquals((await client.get("/scheduled_plans/1")).status, 404);
  const board = await client.object("/boards/1");
  const [section] = asList(board["section_order"]);
  assertEquals((await client.send("DELETE", `/board_sections/${section}`)).status, 204);
  assert(!asList((await client.object("/boards/1"))["section_order"]).includes(section ?? null));
});

Deno.test("a merge query of the same definition is the same, whether its sources are named by id or slug", async () => {
  await using client = await Client.start();
  const query = await made(client, "/queries", {
    model: "thelook",
    view: "orders",
    fields: ["orders.count"],
  });
  const merge = (source: JsonObject): JsonObject => ({
    limit: "10",
    source_queries: [{ name: "a", ...source }],
  });
  const one = await made(client, "/merge_queries", merge({ query_id: query["id"] ?? null }));
  const two = await made(
    client,
    "/merge_queries",
    merge({ query_slug: query["slug"] ?? null, merge_fields: [] }),
  );
  const other = await made(client, "/merge_queries", {
    ...merge({ query_id: query["id"] ?? null }),
    limit: "11",
  });
  assertEquals(one["id"], two["id"]);
  assert(one["id"] !== other["id"]);
});

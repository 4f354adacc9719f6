import { assert, assertEquals } from "@std/assert";
import { Client } from "./_client.ts";
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";
import { differences, sameUpToIds } from "./mod.ts";

Deno.test("an instance is the same as its copy, with and without ids", async () => {
  await using one = await Client.start();
  await using two = await Client.start();
  for (const ids of [false, true]) {
    assertEquals(sameUpToIds(one.sim.normalForm({ ids }), two.sim.normalForm({ ids })), []);
  }
});

/** One edit of anything; `{name}` stands for an id that is looked up. */
const EDITS: [method: string, path: string, body: Json | undefined, where: string][] = [
  ["PATCH", "/dashboards/1", { title: "Renamed" }, "dashboards["],
  ["PATCH", "/dashboards/1", { hidden: true }, ".hidden"],
  ["PATCH", "/dashboards/1", { deleted: true }, "dashboards["],
  ["PATCH", "/dashboards/2", { user_id: "3" }, ".user_id"],
  ["PATCH", "/dashboard_elements/{element}", { note_text: "x" }, ".note_text"],
  ["PATCH", "/dashboard_elements/{element}", { result_maker: { filterables: [] } }, ".filterables"],
  ["DELETE", "/dashboard_elements/{element}", undefined, ".elements["],
  ["PATCH", "/dashboard_filters/{filter}", { default_value: "x" }, ".filters"],
  ["PATCH", "/dashboard_layouts/{layout}", { label: "Tab" }, ".layouts"],
  ["PATCH", "/dashboard_layout_components/{component}", { row: 77 }, ".places"],
  ["PATCH", "/looks/1", { description: "x" }, ".description"],
  ["PATCH", "/folders/{folder}", { name: "Renamed" }, "folders["],
  ["PATCH", "/content_metadata/{metadata}", { inherits: false }, ".inherits"],
  ["PUT", "/content_metadata_access/1", { permission_type: "view" }, ".access"],
  ["DELETE", "/content_metadata_access/2", undefined, ".access"],
  ["PATCH", "/boards/1", { section_order: ["1", "2"] }, ".sections[0]"],
  ["PATCH", "/board_sections/1", { item_order: [] }, ".items[0]"],
  ["PATCH", "/board_items/1", { custom_title: "x" }, ".custom_title"],
  ["PATCH", "/users/2", { locale: "fr" }, 'users["user2@example.com"].locale'],
  ["PATCH", "/users/2", { home_folder_id: "2" }, ".home_folder_id"],
  ["PATCH", "/users/2/credentials_email", { email: "other@example.com" }, "users["],
  ["PUT", "/users/2/roles", ["4"], ".roles"],
  ["POST", "/groups/8/users", { user_id: "2" }, ".groups"],
  ["POST", "/groups/3/groups", { group_id: "8" }, ".parents"],
  ["PATCH", "/groups/8", { name: "Renamed" }, "groups."],
  ["PUT", "/roles/3/groups", [], ".groups"],
  ["PATCH", "/roles/3", { model_set_id: "3" }, ".model_set"],
  ["PATCH", "/permission_sets/3", { permissions: [] }, ".permissions"],
  ["PATCH", "/model_sets/2", { models: [] }, ".models"],
  ["PATCH", "/user_attributes/3", { default_value: "x" }, ".default_value"],
  ["POST", "/user_attributes/3/group_values", [{ group_id: "8", value: "a" }], ".group_values"],
  ["PATCH", "/users/2/attribute_values/3", { value: "x" }, ".user_values"],
  ["PATCH", "/themes/2", { settings: { background_color: "#111" } }, ".background_color"],
  ["PATCH", "/color_collections/3", { label: "x" }, "color_collections"],
  ["PUT", "/color_collections/default?collection_id=1", undefined, "settings.default_color_collection"],
  ["PATCH", "/connections/warehouse", { host: "x" }, ".host"],
  ["PATCH", "/ssh_server/1", { ssh_server_port: 2222 }, ".ssh_server_port"],
  ["PATCH", "/ssh_tunnel/1", { database_port: 5433 }, ".database_port"],
  ["PATCH", "/external_oauth_applications/bq%2Fclient", { name: "x" }, "external_oauth_applications"],
  ["PATCH", "/oauth_client_apps/com.example.app", { enabled: false }, ".enabled"],
  ["PATCH", "/lookml_models/finance", { allowed_db_connection_names: [] }, ".allowed_db_connection_names"],
  ["PATCH", "/scheduled_plans/1", { crontab: "0 7 * * *" }, ".crontab"],
  [
    "PATCH",
    "/scheduled_plans/1",
    { scheduled_plan_destination: [{ type: "email", address: "x@y.z", format: "csv" }] },
    ".scheduled_plan_destination[0]",
  ],
  ["PATCH", "/alerts/1", { threshold: 99 }, ".threshold"],
  ["DELETE", "/alerts/1", undefined, "alerts["],
  ["DELETE", "/content_favorite/1", undefined, "content_favorites["],
  ["PATCH", "/integrations/1%3A%3Aslack", { enabled: false }, ".enabled"],
  ["PATCH", "/setting", { timezone: "UTC" }, "settings.setting.timezone"],
];

async function lookUp(client: Client, path: string): Promise<string> {
  const dashboard = await client.object("/dashboards/1");
  const first = (key: string): JsonObject => asObject(asList(dashboard[key])[0]);
  const folder = (await client.list("/folders")).find((one) => one["name"] === "Level 2") ?? {};
  const found: Record<string, Json | undefined> = {
    element: asList(dashboard["dashboard_elements"]).map(asObject).find((one) => one["query_id"] !== null)
      ?.["id"],
    filter: first("dashboard_filters")["id"],
    layout: first("dashboard_layouts")["id"],
    component: asObject(asList(first("dashboard_layouts")["dashboard_layout_components"])[0])["id"],
    folder: folder["id"],
    metadata: folder["content_metadata_id"],
  };
  return path.replace(/\{(\w+)\}/, (_all, name: string) => asText(found[name]));
}

Deno.test("every single edit is found, where it was made", async () => {
  for (const [method, path, body, where] of EDITS) {
    await using client = await Client.start({ dashboards: 4, looks: 3, folders: 6, users: 8 });
    const before = client.sim.normalForm();
    const reply = await client.send(method, await lookUp(client, path), body);
    assert(reply.status < 300, `${method} ${path} ${reply.status} ${reply.text}`);
    const found = sameUpToIds(before, client.sim.normalForm());
    assert(found.some((line) => line.includes(where)), `${method} ${path}: ${found.slice(0, 3).join("\n")}`);
  }
});

/** The same content, whatever the order in which it is made. */
async function fill(client: Client, first: "dashboard" | "look"): Promise<void> {
  const made = async (path: string, body: Json): Promise<JsonObject> => {
    const reply = await client.send("POST", path, body);
    assertEquals(reply.status, 200, `${path} ${reply.text}`);
    return asObject(reply.body);
  };
  const root = (await client.list("/folders")).find((one) => one["is_shared_root"] === true) ?? {};
  const colors =
    (await client.list("/color_collections/standard")).find((one) => one["label"] === "Boardwalk") ?? {};
  const palette = asObject(asList(colors["categoricalPalettes"])[0])["id"] ?? null;
  const folder_id = asText((await made("/folders", { name: "Own", parent_id: asText(root["id"]) }))["id"]);
  const query_id = asText(
    (await made("/queries", {
      model: "thelook",
      view: "orders",
      vis_config: { color_application: { collection_id: asText(colors["id"]), palette_id: palette } },
    }))["id"],
  );
  const look = async (): Promise<void> => void await made("/looks", { title: "L", folder_id, query_id });
  if (first === "look") await look();
  const dashboard = await made("/dashboards", { title: "D", folder_id, slug: "d" });
  const dashboard_id = asText(dashboard["id"]);
  if (first === "dashboard") await look();
  const tiles = ["a", "a", "b"].map((title, n) => ({
    dashboard_id,
    type: "text",
    title,
    body_text: `Text ${n}`,
  }));
  for (const tile of first === "look" ? tiles : [...tiles].reverse()) await made("/dashboard_elements", tile);
  const link = `See /dashboards/${dashboard_id}`;
  await made("/dashboard_elements", { dashboard_id, type: "vis", title: "q", query_id, note_text: link });
  const layout = asText(asObject(asList(dashboard["dashboard_layouts"])[0])["id"]);
  const elements = await client.list(`/dashboards/${dashboard_id}/dashboard_elements`);
  for (const component of await client.list(`/dashboard_layouts/${layout}/dashboard_layout_components`)) {
    const element = elements.find((one) => one["id"] === component["dashboard_element_id"]) ?? {};
    const row = asText(element["body_text"]).charCodeAt(5) || 0;
    const place = { row, column: 0, granular_row: row, granular_column: 0 };
    assertEquals(
      (await client.send("PATCH", `/dashboard_layout_components/${component["id"]}`, place)).status,
      200,
    );
  }
}

Deno.test("two instances with the same content are the same whatever their ids and the order of making", async () => {
  await using one = await Client.start({ emptied: true });
  await using two = await Client.start({ emptied: true, idOffset: 700 });
  assertEquals(sameUpToIds(one.sim.normalForm(), two.sim.normalForm()), []);
  await fill(one, "dashboard");
  await fill(two, "look");
  assertEquals(sameUpToIds(one.sim.normalForm(), two.sim.normalForm()), []);
  assert(differences(one.sim.normalForm({ ids: true }), two.sim.normalForm({ ids: true })).length > 0);
});

Deno.test("what differs is told with its path and both sides", async () => {
  await using one = await Client.start();
  await using two = await Client.start();
  await two.send("PATCH", "/looks/1", { description: "other" });
  const found = differences(one.sim.normalForm(), two.sim.normalForm());
  assertEquals(found.map(({ path, a, b }) => [path.endsWith(".description"), a, b]), [[
    true,
    "null",
    '"other"',
  ]]);
});

import { assert, assertEquals } from "@std/assert";
import { answerType, facts, type OperationFact, schemaOf } from "./facts.ts";
import { asList, asObject, asText, type Json } from "./json.ts";
import type { Store, TableName } from "./store.ts";
import { problemsOf } from "./validate_answer.ts";
import { Client } from "./_client.ts";

const TABLE_OF: Record<string, TableName> = {
  dashboard_id: "dashboards",
  look_id: "looks",
  folder_id: "folders",
  space_id: "folders",
  user_id: "users",
  group_id: "groups",
  role_id: "roles",
  permission_set_id: "permission_sets",
  model_set_id: "model_sets",
  board_id: "boards",
  board_item_id: "board_items",
  board_section_id: "board_sections",
  scheduled_plan_id: "scheduled_plans",
  alert_id: "alerts",
  agent_id: "agents",
  query_id: "queries",
  merge_query_id: "merge_queries",
  theme_id: "themes",
  collection_id: "color_collections",
  connection_name: "connections",
  project_id: "projects",
  root_project_id: "projects",
  datagroup_id: "datagroups",
  integration_hub_id: "integration_hubs",
  integration_id: "integrations",
  legacy_feature_id: "legacy_features",
  user_attribute_id: "user_attributes",
  content_metadata_id: "content_metadata",
  content_favorite_id: "content_favorites",
  client_guid: "oauth_client_apps",
  ssh_server_id: "ssh_servers",
  ssh_tunnel_id: "ssh_tunnels",
  lookml_model_name: "lookml_models",
  lookml_dashboard_id: "lookml_dashboards",
  model_name: "lookml_models",
  model: "lookml_models",
};

const FIXED: Record<string, string[]> = {
  credential_type: ["email", "google", "embed"],
  credential_id: ["user2@example.com", "1099", "ext/4"],
  branch_name: ["main", "dev-api/feature"],
  api_version: ["4.0"],
  specification: ["swagger.json"],
  explore_name: ["orders", "über_konto", "broken"],
};

function valuesOf(store: Store, operation: string, parameter: string): string[] {
  const part = /^dashboard_(element|filter|layout)_id$/.exec(parameter)?.[1];
  if (part !== undefined) return partIds(store, `dashboard_${part}s`);
  if (parameter === "dashboard_layout_component_id") {
    return store.table("dashboards").all().flatMap((item) =>
      asList(item.get("dashboard_layouts")).flatMap((layout) =>
        asList(asObject(layout)["dashboard_layout_components"]).map((one) => asText(asObject(one)["id"]))
      )
    );
  }
  if (parameter === "slug") {
    return operation === "sql_query"
      ? ["sqlslug1"]
      : store.table("queries").all().slice(0, 5).map((item) => asText(item.get("slug")));
  }
  const table = TABLE_OF[parameter];
  if (table !== undefined) return store.table(table).all().map((item) => item.id);
  return FIXED[parameter] ?? ["1"];
}

function partIds(store: Store, kind: string): string[] {
  return store.table("dashboards").all().flatMap((item) =>
    asList(item.get(kind)).map((one) => asText(asObject(one)["id"]))
  );
}

function targets(store: Store, operation: string, fact: OperationFact): string[] {
  let paths = [fact.path];
  for (const { name, in: where } of fact.parameters) {
    if (where !== "path") continue;
    const values = valuesOf(store, operation, name);
    const sample = values.length > 30
      ? values.filter((_, n) => n % Math.ceil(values.length / 30) === 0)
      : values;
    paths = paths.flatMap((path) =>
      sample.map((value) => path.replace(`{${name}}`, encodeURIComponent(value)))
    );
  }
  const required = fact.parameters.filter((one) => one.in === "query" && one.required).map((one) => one.name);
  const known: Record<string, string> = { theme_type: "dashboard", parent_id: "1", content_metadata_id: "1" };
  const query = required.map((name) => `${name}=${known[name] ?? "1"}`).join("&");
  return paths.map((path) => (query === "" ? path : `${path}?${query}`));
}

Deno.test("every read answers what the spec declares, or a documented refusal", async () => {
  await using client = await Client.start({ giant: false });
  const problems: string[] = [];
  const answered = new Set<string>();
  for (const [operation, fact] of Object.entries(facts.operations)) {
    if (fact.method !== "get") continue;
    const type = answerType(fact) ?? {};
    for (const target of targets(client.sim.store, operation, fact)) {
      const reply = await client.get(target);
      const declared = fact.responses[String(reply.status)];
      if (declared === undefined && reply.status !== 500) {
        problems.push(`${operation} ${target}: status ${reply.status}`);
      }
      if (reply.status !== 200) {
        problems.push(
          ...problemsOf(reply.body, { ref: "Error" }).map((problem) => `${operation} ${target}: ${problem}`),
        );
        continue;
      }
      answered.add(operation);
      if (fact.responses["200"]?.mediaType !== "application/json") continue;
      const body: Json = operation === "search_lookml_dashboards"
        ? asList(reply.body)[0] ?? null
        : reply.body;
      problems.push(...problemsOf(body, type).map((problem) => `${operation} ${target}: ${problem}`));
    }
  }
  assertEquals(problems.slice(0, 20), []);
  const silent = Object.entries(facts.operations).filter(([name, fact]) =>
    fact.method === "get" && !answered.has(name)
  ).map(([name]) => name);
  assertEquals(silent, ["user_credentials_ldap", "user_credentials_looker_openid", "user_credentials_oidc"]);
  assertEquals(client.sim.violations, []);
});

Deno.test("lists answer the schema of their own operation: looks without, and with, their query", async () => {
  await using client = await Client.start();
  for (
    const [path, schema] of [
      ["/looks", "Look"],
      ["/looks/search", "Look"],
      ["/looks/1", "LookWithQuery"],
      ["/dashboards", "DashboardBase"],
      ["/folders", "FolderBase"],
      ["/folders/1", "Folder"],
    ]
  ) {
    const body = (await client.get(path ?? "")).body;
    const item = asObject(Array.isArray(body) ? body[0] : body);
    const keys = Object.keys(item).filter((key) => !key.startsWith("foo_bar_"));
    assertEquals(keys, Object.keys(schemaOf(schema ?? "").properties), path);
  }
  const withQuery = await client.list("/folders/1/looks");
  const any = (await Promise.all(
    (await client.list("/folders")).map((folder) => client.list(`/folders/${folder["id"]}/looks`)),
  )).flat();
  assert(withQuery.length + any.length > 0);
  for (const look of any) assert(asText(asObject(look["query"])["id"]) === look["query_id"]);
});

Deno.test("an id exists in every type without meaning the same", async () => {
  await using client = await Client.start();
  for (
    const path of [
      "/dashboards/1",
      "/looks/1",
      "/users/1",
      "/groups/1",
      "/folders/1",
      "/roles/1",
      "/boards/1",
      "/scheduled_plans/1",
      "/alerts/1",
    ]
  ) {
    assertEquals((await client.get(path)).status, 200, path);
  }
});

Deno.test("an opt-in property is answered only when it is asked for", async () => {
  await using client = await Client.start();
  assert(!("is_iam_admin" in await client.object("/users/1")));
  assertEquals((await client.get("/users/1?fields=id,is_iam_admin")).text, '{"id":"1","is_iam_admin":false}');
});

/**
 * Damages at random, from a seed: properties changed, things deleted, trashed and moved, as Looker allows.
 *
 * @module
 */
import { type PropertyFact, schemaOf } from "../sim/facts.ts";
import { type JsonObject, parseJson, type Sim, type TableName } from "../sim/mod.ts";
import type { Random } from "../sim/random.ts";
import type { Ask } from "./_damage.ts";

/** A type: its path, its schema, and whether a person deletes one now and then. */
const TYPES: [table: TableName, schema: string, method?: string][] = [
  ["dashboards", "Dashboard"],
  ["looks", "LookWithQuery"],
  ["folders", "UpdateFolder"],
  ["users", "User"],
  ["groups", "Group"],
  ["roles", "Role"],
  ["permission_sets", "PermissionSet"],
  ["model_sets", "ModelSet"],
  ["user_attributes", "UserAttribute"],
  ["themes", "Theme"],
  ["color_collections", "ColorCollection"],
  ["lookml_models", "LookmlModel"],
  ["connections", "DBConnection"],
  ["oauth_client_apps", "OauthClientApp"],
  ["boards", "Board"],
  ["board_sections", "BoardSection"],
  ["board_items", "BoardItem"],
  ["alerts", "Alert", "PUT"],
  ["scheduled_plans", "ScheduledPlan"],
];

/** Parts of dashboards. */
const PARTS: [kind: "dashboard_elements" | "dashboard_filters" | "dashboard_layouts", schema: string][] = [
  ["dashboard_elements", "DashboardElement"],
  ["dashboard_filters", "DashboardFilter"],
  ["dashboard_layouts", "DashboardLayout"],
];

/** Properties that name something, and what. */
const REFERENCES: Readonly<Record<string, TableName>> = {
  folder_id: "folders",
  parent_id: "folders",
  home_folder_id: "folders",
  user_id: "users",
  owner_id: "users",
  permission_set_id: "permission_sets",
  model_set_id: "model_sets",
  dashboard_id: "dashboards",
  look_id: "looks",
};

/** One random damage; what was done, or null when Looker refused it. */
export async function damageAtRandom(ask: Ask, sim: Sim, random: Random): Promise<string | null> {
  const roll = random.next();
  const [method, path, body] = roll < 0.15
    ? deletion(sim, random)
    : roll < 0.45
    ? partChange(sim, random)
    : roll < 0.55
    ? membership(sim, random)
    : change(sim, random);
  // The person who does all this stays, and neither they nor admins are ever fewer.
  if (/^\/(users|roles)\/1(\/|$)|\/users\/1$/.test(path) || body?.["user_id"] === "1") return null;
  if (method === "GET") return null;
  const done = await ask(method, path, body);
  return done === null ? null : `${method} ${path} ${JSON.stringify(body)?.slice(0, 150) ?? ""}`;
}

type Request = [method: string, path: string, body?: JsonObject];

function anyId(sim: Sim, table: TableName, random: Random): string {
  return random.pick(sim.store.table(table).all())?.id ?? "";
}

function change(sim: Sim, random: Random): Request {
  const [table, schema, method = "PATCH"] = random.pick(TYPES);
  const item = random.pick(sim.store.table(table).all());
  const now = JSON.parse(JSON.stringify(item?.full() ?? {}));
  const [name, value] = other(sim, random, { schema, now });
  // What lay in the trash and is in use, what is hidden, and what a service account is called: all that stays.
  const stays = (name === "deleted" && value === false) || name === "value_for_ci_run" ||
    (now["is_service_account"] === true && name.endsWith("_name"));
  if (stays) return ["GET", "/versions"];
  // A PUT replaces the whole: what is not named is reset.
  const whole = method === "PUT" ? writableOf(schema, now) : {};
  return [method, `/${table}/${encodeURIComponent(item?.id ?? "")}`, { ...whole, [name]: value }];
}

function partChange(sim: Sim, random: Random): Request {
  const dashboard = JSON.parse(
    JSON.stringify(random.pick(sim.store.table("dashboards").all())?.full() ?? {}),
  );
  if (random.next() < 0.2) return positionChange(dashboard, random);
  const [kind, schema] = random.pick(PARTS);
  const parts = (dashboard[kind] ?? []) as JsonObject[];
  const part = random.pick(parts) ?? {};
  const path = `/${kind}/${part["id"]}`;
  // No dashboard is without a tab.
  const isOnly = kind === "dashboard_layouts" && parts.length < 2;
  if (!isOnly && random.next() < 0.2) return ["DELETE", path];
  const [name, value] = other(sim, random, { schema, now: part });
  return ["PATCH", path, { [name]: value }];
}

function positionChange(dashboard: JsonObject, random: Random): Request {
  const layout = random.pick((dashboard["dashboard_layouts"] ?? []) as JsonObject[]) ?? {};
  const component = random.pick((layout["dashboard_layout_components"] ?? []) as JsonObject[]) ?? {};
  const name = random.pick(["row", "column", "width", "height"]);
  return ["PATCH", `/dashboard_layout_components/${component["id"]}`, { [name]: 5 + random.below(9) }];
}

function deletion(sim: Sim, random: Random): Request {
  const [table] = random.pick(TYPES);
  const path = `/${table}/${encodeURIComponent(anyId(sim, table, random))}`;
  const hasTrash = table === "dashboards" || table === "looks";
  return hasTrash && random.next() < 0.6 ? ["PATCH", path, { deleted: true }] : ["DELETE", path];
}

function membership(sim: Sim, random: Random): Request {
  const user = anyId(sim, "users", random), group = anyId(sim, "groups", random);
  const role = anyId(sim, "roles", random), row = anyId(sim, "content_accesses", random);
  return random.pick<Request>([
    ["POST", `/groups/${group}/users`, { user_id: user }],
    ["DELETE", `/groups/${group}/users/${user}`],
    ["PUT", `/users/${user}/roles`, (role === "1" ? [] : [role]) as unknown as JsonObject],
    ["PUT", `/roles/${role}/groups`, [group] as unknown as JsonObject],
    ["DELETE", `/content_metadata_access/${row}`],
    ["PUT", `/content_metadata_access/${row}`, { permission_type: random.pick(["view", "edit"]) }],
    ["DELETE", `/users/${user}/attribute_values/${anyId(sim, "user_attributes", random)}`],
  ]);
}

/** Another value of some writable property. */
function other(
  sim: Sim,
  random: Random,
  { schema, now }: { schema: string; now: JsonObject },
): [name: string, value: JsonObject[string]] {
  const names = Object.entries(schemaOf(schema).properties).filter(([name, fact]) => isWritten(name, fact));
  const [name, fact] = random.pick(names) ?? ["title", { type: "string" }];
  const table = REFERENCES[name];
  if (table !== undefined) return [name, anyId(sim, table, random)];
  const value = now[name];
  if (fact.type === "boolean") return [name, value !== true];
  if (fact.type === "integer" || fact.type === "number") {
    return [name, parseJson(String(1 + random.below(50)))];
  }
  if (fact.enum !== undefined) return [name, random.pick(fact.enum) as string];
  return [name, typeof value === "string" ? `${value} ${random.below(1000)}` : `new ${random.below(1000)}`];
}

/**
 * What no restore takes back: what Looker lets nobody change twice, pictures that it does not give, a plan that is sent
 * once, what Looker sets itself (a dashboard always has an active tab); and times and types, which are not any text.
 */
const FINAL = new Set([
  "hidden_value_domain_whitelist",
  "use_custom_image",
  "run_once",
  "models_dir_validated",
  "type",
  "active",
  "deleted_at",
]);

const PLAIN = new Set(["string", "boolean", "integer", "number"]);

function isWritten(name: string, fact: PropertyFact): boolean {
  if (fact.readOnly === true || fact.writeOnly === true || !PLAIN.has(fact.type ?? "")) return false;
  if (FINAL.has(name)) return false;
  return name in REFERENCES || !name.endsWith("_id");
}

function writableOf(schema: string, now: JsonObject): JsonObject {
  const names = Object.entries(schemaOf(schema).properties).filter(([, fact]) => fact.readOnly !== true);
  return Object.fromEntries(names.flatMap(([name]) => now[name] === undefined ? [] : [[name, now[name]]]));
}

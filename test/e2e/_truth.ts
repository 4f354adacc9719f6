/**
 * What the instance serves, by plain fetch: exact JSON text by type and id.
 *
 * @module
 */
import {
  asList,
  asObject,
  asText,
  dump,
  isObject,
  type Json,
  parseJson,
  type Sim,
  stringify,
} from "./_sim.ts";
import { oneSpelling } from "./_msgpack_text.ts";

/** Lists that give whole bodies. */
const LISTS: readonly (readonly [type: string, path: string, key?: string])[] = [
  ["dashboards", "/dashboards/search?sorts=id"],
  ["dashboards", "/dashboards/search?sorts=id&deleted=true"],
  [
    "lookml_models",
    "/lookml_models?exclude_empty=false&exclude_hidden=false&include_internal=true&include_self_service=true",
    "name",
  ],
  ["folders", "/folders"],
  ["boards", "/boards/search?sorts=id"],
  ["users", "/users"],
  ["groups", "/groups/search/with_hierarchy"],
  ["roles", "/roles/search"],
  ["permission_sets", "/permission_sets/search"],
  ["model_sets", "/model_sets/search"],
  ["alerts", "/alerts/search?all_owners=true"],
  ["user_attributes", "/user_attributes"],
  ["themes", "/themes/search"],
  ["color_collections", "/color_collections"],
  ["connections", "/connections", "name"],
  ["projects", "/projects"],
  ["datagroups", "/datagroups"],
  ["integration_hubs", "/integration_hubs"],
  ["integrations", "/integrations"],
  ["homepages", "/primary_homepage_sections"],
  ["agents", "/agents/search?deleted=false"],
  ["agents", "/agents/search?deleted=true"],
  ["content_favorites", "/content_favorite/search"],
  ["ssh_servers", "/ssh_servers", "ssh_server_id"],
  ["ssh_tunnels", "/ssh_tunnels", "tunnel_id"],
  ["external_oauth_applications", "/external_oauth_applications"],
  ["oauth_client_apps", "/oauth_client_apps", "client_guid"],
  ["reports", "/reports/search"],
];

/** Groups of settings: each an object, or a list, of which the body holds nothing. */
const GROUPS: readonly (readonly [type: string, id: string, path: string, isList?: true])[] = [
  ["admin_settings", "legacy_features", "/legacy_features", true],
  ["admin_settings", "digest_emails", "/digest_emails_enabled"],
  ["admin_settings", "internal_help_resources", "/internal_help_resources_enabled"],
  ["admin_settings", "internal_help_resources_content", "/internal_help_resources_content"],
  ["admin_settings", "custom_welcome_email", "/custom_welcome_email"],
  ["admin_settings", "cloud_storage", "/cloud_storage"],
  ["admin_settings", "default_color_collection", "/color_collections/default"],
  ["admin_settings", "default_theme_dashboard", "/themes/default_theme?theme_type=dashboard"],
  ["admin_settings", "default_theme_look", "/themes/default_theme?theme_type=look"],
  ["admin_settings", "mobile_settings", "/mobile/settings"],
  ["admin_settings", "smtp_status", "/smtp_status"],
  ["admin_settings", "ssh_public_key", "/ssh_public_key"],
  ["admin_settings", "public_egress_ip_addresses", "/public_egress_ip_addresses"],
  ["admin_settings", "self_service_connections", "/self_service_models/allowed_connections", true],
  ["admin_settings", "artifact_namespaces", "/artifact/namespaces", true],
  ["sign_in_settings", "password_config", "/password_config"],
  ["sign_in_settings", "session_config", "/session_config"],
  ["sign_in_settings", "saml_config", "/saml_config"],
  ["sign_in_settings", "oidc_config", "/oidc_config"],
  ["sign_in_settings", "ldap_config", "/ldap_config"],
  ["sign_in_settings", "support_access_allowlist", "/support_access/allowlist", true],
  ["sign_in_settings", "support_access_status", "/support_access/status"],
];

/** The tables of the simulator that a type's items stand in, where it is one to one. */
const TABLES: Readonly<Record<string, string>> = {
  homepages: "homepage_sections",
};

/** The truth about an instance. */
export type Truth = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads everything from the simulator. Its log and its counts contain these requests afterwards. */
export async function served(sim: Sim): Promise<Truth> {
  const token = await login(sim);
  const get = async (path: string): Promise<Json> => {
    const answer = await fetch(`${sim.url}/api/4.0${path}`, { headers: { authorization: `token ${token}` } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return parseJson(text);
  };
  const truth = new Map<string, Map<string, string>>();
  const add = (type: string, id: string, item: Json): void => {
    let items = truth.get(type);
    if (items === undefined) truth.set(type, items = new Map());
    items.set(id, oneSpelling(stringify(item)));
  };
  for (const [type, path, key = "id"] of LISTS) {
    for (const item of asList(await get(path))) {
      add(
        type,
        asText(asObject(item)[key]) || idOf(item),
        item,
      );
    }
  }
  const ids = idsOf(sim);
  for (const id of ids.get("lookml_dashboards") ?? []) {
    add("lookml_dashboards", id, await get(`/dashboards/${encodeURIComponent(id)}`));
  }
  for (const id of ids.get("looks") ?? []) add("looks", id, await get(`/looks/${id}`));
  for (const id of ids.get("scheduled_plans") ?? []) {
    add("scheduled_plans", id, await get(`/scheduled_plans/${id}`));
  }
  for (const [model, text] of truth.get("lookml_models") ?? []) {
    for (const explore of asList(asObject(parseJson(text))["explores"])) {
      const name = asText(asObject(explore)["name"]);
      const path = `/lookml_models/${encodeURIComponent(model)}/explores/${encodeURIComponent(name)}`;
      add("explores", `${model}::${name}`, await get(path));
    }
  }
  add("settings", "settings", await get("/setting"));
  for (const [type, id, path, isList] of GROUPS) add(type, id, isList ? {} : await get(path));
  return truth;
}

/** Ids by table, from the simulator's own dump. */
export function idsOf(sim: Sim): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { type, id } of dump(sim.store)) {
    const known = ids.get(type);
    if (known === undefined) ids.set(type, [id]);
    else known.push(id);
  }
  return ids;
}

/** The ids the simulator's dump has of a content type, sorted; null where it keeps no such table. */
export function dumpedIds(sim: Sim, type: string): string[] | null {
  return idsOf(sim).get(TABLES[type] ?? type)?.sort() ?? null;
}

/** Served text with `null` at the paths that were redacted, such as `credentials_api3[0].url`. */
export function redactedText(text: string, paths: readonly string[]): string {
  const body = parseJson(text);
  for (const path of paths) {
    const steps = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
    const last = steps.pop() ?? "";
    let at: Json = body;
    for (const step of steps) at = (Array.isArray(at) ? at[Number(step)] : asObject(at)[step]) ?? null;
    if (isObject(at)) at[last] = null;
  }
  return oneSpelling(stringify(body));
}

async function login(sim: Sim): Promise<string> {
  const body = new URLSearchParams({ client_id: "demo", client_secret: "demo-secret" });
  const answer = await fetch(`${sim.url}/api/4.0/login`, { method: "POST", body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function idOf(item: Json): string {
  const { id, name } = asObject(item);
  return asText(id) || asText(name);
}

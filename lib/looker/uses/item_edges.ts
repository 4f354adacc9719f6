/**
 * Finds the other items to which a body refers, and the relation to each of them. Pure. Sources: the schemas of
 * specs/looker-4.0.json; the parts under `_vault` come from this program's captures.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { CONTENT_TYPES, type ContentType } from "../content_type_names.ts";
import { FOLDER, PERSON, REGISTRY } from "../content_types.ts";
import { type PathStep, pathText } from "./path.ts";

/** The relation of an item to the body that refers to it. */
export type Relation =
  | "folder"
  | "owner"
  | "tile"
  | "alert"
  | "board"
  | "schedule"
  | "access"
  | "role"
  | "member"
  | "set"
  | "model"
  | "connection"
  | "project"
  | "lookml"
  | "link"
  | "hub"
  | "destination"
  | "value"
  | "colors"
  | "follow";

/** A reference from a body to an item, or to a tile of a dashboard. */
export interface Edge {
  relation: Relation;
  type: ContentType | "dashboard_elements";
  id: string;
  path: string;
}

/** The pattern of a path, the type whose id is at this path, and the relation. */
type Rule = readonly [path: string, type: Edge["type"], relation: Relation];

const OWNER: Rule = ["user_id", "users", "owner"];
const ACCESS: readonly Rule[] = [
  ["_vault.content_metadata_accesses[].group_id", "groups", "access"],
  ["_vault.content_metadata_accesses[].user_id", "users", "access"],
];
const DASHBOARD: readonly Rule[] = [
  ["lookml_link_id", "lookml_dashboards", "lookml"],
  ["dashboard_elements[].look_id", "looks", "tile"],
];

/** The references of each type, except the owner and the folder, which the registry defines. */
const RULES: Partial<Record<ContentType, readonly Rule[]>> = {
  dashboards: DASHBOARD,
  lookml_dashboards: [OWNER, ...DASHBOARD],
  folders: ACCESS,
  boards: [
    ["board_sections[].board_items[].dashboard_id", "dashboards", "board"],
    ["board_sections[].board_items[].look_id", "looks", "board"],
    ["board_sections[].board_items[].lookml_dashboard_id", "lookml_dashboards", "board"],
    ...ACCESS,
  ],
  users: [
    ["role_ids[]", "roles", "role"],
    ["group_ids[]", "groups", "member"],
    ["home_folder_id", "folders", "folder"],
    ["personal_folder_id", "folders", "folder"],
  ],
  groups: [["_vault.users[]", "users", "member"], ["_vault.parents[]", "groups", "member"]],
  roles: [
    ["permission_set.id", "permission_sets", "set"],
    ["permission_set_id", "permission_sets", "set"],
    ["model_set.id", "model_sets", "set"],
    ["model_set_id", "model_sets", "set"],
    ["_vault.groups[]", "groups", "role"],
    ["_vault.users[]", "users", "role"],
  ],
  model_sets: [["models[]", "lookml_models", "model"]],
  lookml_models: [
    ["project_name", "projects", "project"],
    ["allowed_db_connection_names[]", "connections", "connection"],
  ],
  connections: [
    ["tunnel_id", "ssh_tunnels", "connection"],
    ["oauth_application_id", "external_oauth_applications", "connection"],
  ],
  ssh_tunnels: [["ssh_server_id", "ssh_servers", "connection"]],
  oauth_client_apps: [["group_id", "groups", "member"]],
  sign_in_settings: [
    ["default_new_user_roles[].id", "roles", "role"],
    ["default_new_user_groups[].id", "groups", "member"],
    ["groups_with_role_ids[].role_ids[]", "roles", "role"],
    ["user_attributes_with_ids[].user_attribute_ids[]", "user_attributes", "value"],
  ],
  explores: [["model_name", "lookml_models", "model"], ["connection_name", "connections", "connection"]],
  scheduled_plans: [
    ["dashboard_id", "dashboards", "schedule"],
    ["look_id", "looks", "schedule"],
    ["lookml_dashboard_id", "lookml_dashboards", "schedule"],
  ],
  alerts: [
    ["dashboard_element_id", "dashboard_elements", "alert"],
    ["lookml_dashboard_id", "lookml_dashboards", "alert"],
    ["investigative_content_id", "dashboards", "link"],
    ["destinations[].action_hub_integration_id", "integrations", "destination"],
  ],
  user_attributes: [
    ["_vault.group_values[].group_id", "groups", "value"],
    ["_vault.user_values[].user_id", "users", "value"],
  ],
  themes: [["settings.color_collection_id", "color_collections", "colors"]],
  agents: [["sources[].model", "lookml_models", "model"], ...ACCESS],
  content_favorites: [
    ["dashboard_id", "dashboards", "follow"],
    ["look_id", "looks", "follow"],
    ["board_id", "boards", "follow"],
    ["lookml_dashboard_id", "lookml_dashboards", "follow"],
  ],
  integrations: [["integration_hub_id", "integration_hubs", "hub"]],
  homepages: [
    ["homepage_items[].dashboard_id", "dashboards", "board"],
    ["homepage_items[].look_id", "looks", "board"],
    ["homepage_items[].lookml_dashboard_id", "lookml_dashboards", "board"],
  ],
};

/** The paths of email addresses, by type. Commas separate several addresses in one text. */
const MAIL: Partial<Record<ContentType, readonly string[]>> = {
  users: ["email"],
  scheduled_plans: ["scheduled_plan_destination[].address"],
  alerts: ["destinations[].email_address"],
};

/** The tiles of a dashboard, to which alerts refer. */
const TILES = steps("dashboard_elements[].id");

const RULE_STEPS = new Map(
  CONTENT_TYPES.map((type) => [
    type,
    rulesOf(type).map(([path, target, relation]) => ({ steps: steps(path), target, relation })),
  ]),
);
const MAIL_STEPS = new Map(Object.entries(MAIL).map(([type, paths]) => [type, paths.map(steps)]));

/** Calls `found` for each reference in a body's own properties. `path` returns its place, but only during the call. */
export function eachEdge(
  type: ContentType,
  body: JsonObject,
  found: (edge: Omit<Edge, "path">, path: () => string) => void,
): void {
  for (const { steps, target, relation } of RULE_STEPS.get(type) ?? []) {
    valuesAt(body, steps, (value, path) => {
      const id = asText(value);
      if (id !== null) found({ relation, type: target, id }, path);
    });
  }
}

/** Calls `found` for each email address in a body, in lower case. */
export function eachAddress(
  type: ContentType,
  body: JsonObject,
  found: (address: string, path: () => string) => void,
): void {
  for (const steps of MAIL_STEPS.get(type) ?? []) {
    valuesAt(body, steps, (value, path) => {
      if (typeof value !== "string") return;
      for (const one of value.split(/[,;\s]+/)) if (one.includes("@")) found(one.toLowerCase(), path);
    });
  }
}

/** Returns the ids of a dashboard's tiles. */
export function tilesOf(body: JsonObject): string[] {
  const ids: string[] = [];
  valuesAt(body, TILES, (value) => {
    const id = asText(value);
    if (id !== null) ids.push(id);
  });
  return ids;
}

function rulesOf(type: ContentType): Rule[] {
  const { folder, owner } = REGISTRY[type], rules: Rule[] = [];
  if (folder !== undefined) rules.push([folder, FOLDER, "folder"]);
  if (owner !== undefined) rules.push([owner, PERSON, "owner"]);
  return [...rules, ...RULES[type] ?? []];
}

/** Splits `a.b[].c` into steps. Null stands for every index of a list. */
function steps(pattern: string): readonly (string | null)[] {
  return pattern.split(".").flatMap((part) => part.endsWith("[]") ? [part.slice(0, -2), null] : [part]);
}

function valuesAt(
  body: JsonObject,
  pattern: readonly (string | null)[],
  found: (value: JsonValue, path: () => string) => void,
): void {
  const path: PathStep[] = [];
  const walk = (value: JsonValue, depth: number): void => {
    const step = pattern[depth];
    if (step === undefined) return found(value, () => pathText(path));
    if (step === null) {
      if (!Array.isArray(value)) return;
      for (const [i, one] of value.entries()) {
        path.push(i);
        walk(one, depth + 1);
        path.pop();
      }
    } else if (isJsonObject(value) && Object.hasOwn(value, step)) {
      path.push(step);
      walk(value[step] ?? null, depth + 1);
      path.pop();
    }
  };
  walk(body, 0);
}

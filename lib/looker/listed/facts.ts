/**
 * The properties of an item that lists show in addition to the columns of every item, and the columns of each type.
 * Pure.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  asTexts,
  type JsonObject,
  type JsonValue,
} from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { itemWords } from "../item_ref.ts";
import { recipientsOf } from "./recipients.ts";
import { cronText, scheduleText } from "./when.ts";

/** The value of a cell in a list. */
export type FactValue = string | number | boolean | null | readonly string[];

/** The body of an item, and the names of other items. */
export interface FactSource {
  body: JsonObject;
  /** Returns the name of an item; null if the vault has none. */
  nameOf: (type: ContentType, id: string) => string | null;
}

/** Reads a fact from a body. */
export type ReadFact = (source: FactSource) => FactValue;

const text = (...path: string[]): ReadFact => ({ body }) => asText(at(body, path));
const flag = (...path: string[]): ReadFact => ({ body }) => booleanOf(at(body, path));
const amount = (...path: string[]): ReadFact => ({ body }) => {
  const value = at(body, path);
  return Array.isArray(value) ? value.length : typeof value === "number" ? value : null;
};
const texts = (...path: string[]): ReadFact => ({ body }) => asTexts(at(body, path));
const named = (type: ContentType, ...path: string[]): ReadFact => ({ body, nameOf }) =>
  asTexts(at(body, path)).map((id) => nameOf(type, id) ?? id);

function at(body: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = body;
  for (const key of path) value = asObject(value)[key];
  return value;
}

function booleanOf(value: JsonValue | undefined): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** Returns the content that a schedule sends. */
const subject: ReadFact = ({ body, nameOf }) => {
  const kinds = [["dashboard_id", "dashboards"], ["look_id", "looks"], [
    "lookml_dashboard_id",
    "lookml_dashboards",
  ]] as const;
  for (const [key, type] of kinds) {
    const id = asText(body[key]);
    if (id === null || id === "") continue;
    const name = nameOf(type, id);
    return itemWords({ type, id }, name);
  }
  const query = asText(body["query_id"]);
  return query === null ? null : `query ${query}`;
};

const recipients: ReadFact = ({ body }) => recipientsOf(body).map((one) => one.text);

/** The comparisons of an alert's value, as users write them. */
const SIGNS: Readonly<Record<string, string>> = {
  EQUAL_TO: "=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL_TO: "≥",
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL_TO: "≤",
  INCREASES_BY: "increases by",
  DECREASES_BY: "decreases by",
  CHANGES_BY: "changes by",
};

const condition: ReadFact = ({ body }) => {
  const field = asObject(body["field"]), comparison = asText(body["comparison_type"]) ?? "?";
  const what = asText(field["title"]) ?? asText(field["name"]) ?? "?";
  return `${what} ${SIGNS[comparison] ?? comparison} ${asText(body["threshold"]) ?? "?"}`;
};

/** The properties with a user's credentials, each of which contains the time of its last use. */
const CREDENTIALS = /^credentials_/;

const lastLogin: ReadFact = ({ body }) => {
  const times = Object.keys(body).filter((key) => CREDENTIALS.test(key)).flatMap((key) =>
    [...asObjects(body[key]), asObject(body[key])].flatMap((one) => asText(one["logged_in_at"]) ?? [])
  );
  return times.filter((time) => !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
};

const userState: ReadFact = ({ body }) =>
  body["is_disabled"] === true
    ? "disabled"
    : body["is_service_account"] === true
    ? "service account"
    : "active";

const holders: ReadFact = ({ body }) => {
  const held = asObject(body["_vault"]);
  return asTexts(held["groups"]).length + asTexts(held["users"]).length;
};

const boardItems: ReadFact = ({ body }) =>
  asObjects(body["board_sections"]).reduce((sum, one) => sum + asObjects(one["board_items"]).length, 0);

const fieldCount: ReadFact = ({ body }) =>
  Object.values(asObject(body["fields"])).reduce(
    (sum: number, some) => sum + (Array.isArray(some) ? some.length : 0),
    0,
  );

const DASHBOARD: Readonly<Record<string, ReadFact>> = {
  tiles: amount("dashboard_elements"),
  description: text("description"),
};

/** The facts of each type, by column name. */
const FACTS: Partial<Record<ContentType, Readonly<Record<string, ReadFact>>>> = {
  dashboards: DASHBOARD,
  lookml_dashboards: { ...DASHBOARD, model: text("model", "id") },
  looks: {
    model: text("_vault", "query", "model"),
    explore: text("_vault", "query", "view"),
    description: text("description"),
  },
  scheduled_plans: {
    what: subject,
    when: ({ body }) => scheduleText(body),
    recipients,
    formats: ({ body }) =>
      asObjects(body["scheduled_plan_destination"]).flatMap((one) => asText(one["format"]) ?? []),
    enabled: flag("enabled"),
  },
  alerts: {
    condition,
    when: ({ body }) => {
      const cron = asText(body["cron"]);
      return cron === null ? null : cronText(cron);
    },
    recipients,
    enabled: ({ body }) => body["is_disabled"] !== true,
    tile: text("dashboard_element_id"),
  },
  users: {
    email: text("email"),
    state: userState,
    roles: named("roles", "role_ids"),
    groups: named("groups", "group_ids"),
    last_login: lastLogin,
  },
  groups: {
    members: amount("_vault", "users"),
    users: named("users", "_vault", "users"),
    parents: named("groups", "_vault", "parents"),
  },
  roles: {
    permission_set: text("permission_set", "name"),
    model_set: text("model_set", "name"),
    holders,
    groups: named("groups", "_vault", "groups"),
    users: named("users", "_vault", "users"),
  },
  permission_sets: { permissions: texts("permissions"), built_in: flag("built_in") },
  model_sets: { models: texts("models"), built_in: flag("built_in") },
  boards: { sections: amount("board_sections"), items: boardItems, description: text("description") },
  folders: { inherits: flag("_vault", "content_metadata", "inherits") },
  lookml_models: {
    project: text("project_name"),
    connections: texts("allowed_db_connection_names"),
    explores: amount("explores"),
  },
  explores: { model: text("model_name"), connection: text("connection_name"), fields: fieldCount },
  connections: { dialect: text("dialect_name"), host: text("host"), database: text("database") },
  projects: { git: flag("uses_git"), branch: text("git_production_branch_name") },
  user_attributes: {
    value_type: text("type"),
    label: text("label"),
    default: text("default_value"),
    hidden: flag("value_is_hidden"),
    group_values: amount("_vault", "group_values"),
    user_values: amount("_vault", "user_values"),
  },
  datagroups: { model: text("model_name") },
  integrations: { enabled: flag("enabled"), hub: text("integration_hub_id") },
  integration_hubs: { address: text("url"), official: flag("official") },
};

/** The default columns of each type. */
const USUAL: Partial<Record<ContentType, readonly string[]>> = {
  scheduled_plans: ["id", "name", "what", "when", "recipients", "enabled", "owner"],
  alerts: ["id", "name", "condition", "when", "recipients", "enabled", "owner"],
  users: ["id", "name", "email", "state", "roles", "last_login"],
  groups: ["id", "name", "members", "parents"],
  roles: ["id", "name", "permission_set", "model_set", "holders"],
  permission_sets: ["id", "name", "built_in", "permissions"],
  model_sets: ["id", "name", "built_in", "models"],
  boards: ["id", "name", "sections", "items", "owner", "updated_at"],
  folders: ["id", "name", "folder", "inherits"],
  lookml_models: ["id", "project", "connections", "explores"],
  explores: ["id", "name", "connection", "fields"],
  connections: ["id", "dialect", "host", "database", "owner"],
  projects: ["id", "git", "branch"],
  user_attributes: ["id", "name", "value_type", "default", "hidden", "group_values", "user_values"],
  datagroups: ["id", "name", "model"],
  integrations: ["id", "name", "enabled", "hub"],
  integration_hubs: ["id", "name", "address", "official"],
};

const PLACED: readonly string[] = ["id", "name", "folder", "owner", "updated_at", "content_size"];

/** Returns the facts of a type, by column name. */
export function factsOfType(type: ContentType): Readonly<Record<string, ReadFact>> {
  return FACTS[type] ?? {};
}

/** Returns the default columns of a type. */
export function usualColumns(type: ContentType): readonly string[] {
  return USUAL[type] ?? PLACED;
}

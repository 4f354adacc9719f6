/** What of each type can be written, without ids. @module */
import { contentOf, metadataOf } from "../content_metadata.ts";
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "../json.ts";
import { PERMISSIONS } from "../seed/people.ts";
import type { Store, TableName } from "../store.ts";
import type { Item } from "../table.ts";
import { certification, dashboardForm, layoutName, queryForm, queryFormOf } from "./dashboards.ts";
import type { Names } from "./names.ts";
import { writable } from "./writable.ts";

/** An object to be shown without ids. */
export interface Shown {
  names: Names;
  item: Item;
  ids: boolean;
  restorable: boolean;
}

/** How a type is shown. */
export interface Form {
  form: (shown: Shown) => JsonObject;
  /** Which objects are a person's, not Looker's own. */
  shown?: (item: Item, how: { store: Store; restorable: boolean }) => boolean;
}

const plain = (schema: string, without: string[] = []): Form["form"] => ({ names, item }) =>
  writable(names, item.full(), schema, without);
const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);
const notFlag = (flag: string) => (item: Item): boolean => item.get(flag) !== true;

/** Types in the order they are compared. */
export const FORMS: Partial<Record<TableName, Form>> = {
  users: { form: userForm },
  groups: {
    form: (shown) => ({
      ...writable(shown.names, shown.item.full(), "Group"),
      parents: groupsOf(shown, "parent_group_ids"),
    }),
    shown: (item, { restorable }) => !(restorable && isForeign(item)),
  },
  permission_sets: {
    form: ({ names, item, restorable }) => ({
      ...writable(names, item.full(), "PermissionSet"),
      permissions: asStrings(item.get("permissions")).filter((name) => !restorable || KNOWN.has(name)),
    }),
    shown: notFlag("built_in"),
  },
  model_sets: { form: plain("ModelSet"), shown: notFlag("built_in") },
  roles: { form: roleForm },
  user_attributes: { form: attributeForm, shown: notFlag("is_system") },
  connections: {
    form: plain("DBConnection", ["dialect"]),
    shown: (item) => item.get("example") !== true && item.get("managed") !== true,
  },
  ssh_servers: { form: plain("SshServer") },
  ssh_tunnels: { form: plain("SshTunnel") },
  external_oauth_applications: { form: plain("ExternalOauthApplication") },
  oauth_client_apps: { form: plain("OauthClientApp") },
  lookml_models: { form: plain("LookmlModel") },
  projects: { form: plain("Project") },
  color_collections: { form: plain("ColorCollection"), shown: (item) => item.peek("_custom") === true },
  themes: { form: plain("Theme"), shown: (item) => item.get("name") !== "Looker" },
  integration_hubs: { form: plain("IntegrationHub") },
  integrations: { form: plain("Integration") },
  folders: {
    form: ({ names, item }) => ({
      name: item.get("is_personal") === true ? null : item.get("name") ?? null,
      ...accessOf(names, item.get("content_metadata_id")),
    }),
    shown: (item, { restorable }) =>
      item.id !== "lookml" && !(restorable && asText(item.get("external_id")) !== ""),
  },
  looks: {
    form: ({ names, item }) => {
      const full = item.full();
      const without = ["folder", "query", "query_id", "model", "certification_metadata"];
      return {
        ...writable(names, full, "LookWithQuery", without),
        certification: certification(full["certification_metadata"]),
        query: given(full["query"])
          ? queryForm(names, full["query"] ?? null)
          : queryFormOf(names, full["query_id"]),
      };
    },
  },
  dashboards: { form: ({ names, item, ids }) => dashboardForm(names, item, ids) },
  boards: { form: boardForm },
  scheduled_plans: {
    form: ({ names, item }) => ({
      ...writable(names, item.full(), "ScheduledPlan", ["user", "dashboard_filters", "query_id"]),
      scheduled_plan_destination: asList(item.get("scheduled_plan_destination")).map((one) => {
        const form = writable(names, one, "ScheduledPlanDestination", ["scheduled_plan_id"]);
        const [, scheme = "", id] = /^(looker-integration:\/\/)?(.+::.+)$/.exec(asText(form["type"])) ?? [];
        return id === undefined
          ? form
          : { ...form, type: `${scheme}${asText(names.of("integrations", id))}` };
      }),
      tab_ids: asList(item.get("tab_ids")).map((id) =>
        layoutName(names, names.store.table("dashboards").get(asText(item.get("dashboard_id"))), id)
      ),
      query: queryFormOf(names, item.get("query_id")),
    }),
  },
  alerts: {
    form: ({ names, item, restorable }) => ({
      ...writable(names, item.full(), "Alert", ["time_series_condition_state", "query_id"]),
      dashboard_element_id: names.element(item.get("dashboard_element_id")),
      query: queryFormOf(names, item.get("query_id")),
      ...(!restorable && { followers: sorted(names, "users", item.peek("_followers")) }),
    }),
  },
  content_favorites: {
    form: ({ names, item }) => ({
      user: names.of("users", item.get("user_id")),
      content: names.content(item.get("content_metadata_id")),
    }),
  },
  agents: {
    form: ({ names, item }) => ({
      ...writable(names, item.full(), "Agent", ["golden_query_ids"]),
      golden_queries: asList(item.full()["golden_queries"]).map((one) => writable(names, one, "GoldenQuery")),
      ...accessOf(names, item.get("content_metadata_id")),
    }),
  },
};

function sorted(names: Names, table: TableName, ids: Json | undefined): Json[] {
  return asStrings(ids).map((id) => asText(names.of(table, id))).sort();
}

function isForeign(item: Item): boolean {
  return item.get("externally_managed") === true || asText(item.get("external_group_id")) !== "";
}

function groupsOf({ names, item, restorable }: Shown, property = "_groups"): Json[] {
  const table = names.store.table("groups");
  const held = asStrings(item.peek(property)).filter((id) => {
    const group = table.get(id);
    return !(restorable && group !== undefined && isForeign(group));
  });
  return sorted(names, "groups", held);
}

function userForm(shown: Shown): JsonObject {
  const { names, item } = shown;
  const form = writable(names, item.full(), "User", [
    "credentials_email",
    ...["google", "ldap", "looker_openid", "oidc", "saml", "totp", "workforce"].map((kind) =>
      `credentials_${kind}`
    ),
  ]);
  return {
    ...form,
    first_name: form["first_name"] ?? "",
    last_name: form["last_name"] ?? "",
    email: writable(names, item.get("credentials_email"), "CredentialsEmail"),
    groups: groupsOf(shown),
    roles: sorted(names, "roles", item.peek("_roles")),
  };
}

function roleForm(shown: Shown): JsonObject {
  const { names, item } = shown;
  return {
    name: item.get("name") ?? null,
    permission_set: names.of("permission_sets", item.peek("permission_set_id")),
    model_set: names.of("model_sets", item.peek("model_set_id")),
    groups: groupsOf(shown),
  };
}

function attributeForm({ names, item, restorable }: Shown): JsonObject {
  const form = writable(names, item.full(), "UserAttribute");
  if (restorable && item.get("value_is_hidden") === true) return { ...form, default_value: null };
  const values = Object.entries(asObject(item.peek("_user_values"))).map(([key, value]) =>
    [asText(names.of("users", key.slice(1))), value] as const
  );
  return {
    ...form,
    group_values: asList(item.peek("_group_values")).map(asObject).map((row): Json => ({
      group: names.of("groups", row["group_id"]),
      value: row["value"] ?? null,
    })),
    user_values: Object.fromEntries(values),
  };
}

function boardForm({ names, item, ids }: Shown): JsonObject {
  const { store } = names;
  const id = (one: Item): JsonObject => (ids ? { id: one.id } : {});
  const sections = store.by("board_sections", "board_id").get(item.id) ?? [];
  const section = (one: Item): JsonObject => ({
    ...writable(names, one.full(), "BoardSection", ["board_id", "item_order"]),
    ...id(one),
    items: ordered(store.by("board_items", "board_section_id").get(one.id) ?? [], one.get("item_order")).map(
      (part) => ({ ...writable(names, part.full(), "BoardItem", ["board_section_id"]), ...id(part) }),
    ),
  });
  return {
    ...writable(names, item.full(), "Board", ["section_order"]),
    sections: ordered(sections, item.get("section_order")).map(section),
    ...accessOf(names, item.get("content_metadata_id")),
  };
}

/** Parts in their order, those that the order does not name at the end. */
function ordered(parts: readonly Item[], order: Json | undefined): Item[] {
  const ids = asStrings(order);
  const named = ids.flatMap((id) => parts.find((part) => part.id === id) ?? []);
  return [...named, ...parts.filter((part) => !ids.includes(part.id))];
}

function accessOf(names: Names, metadataId: Json | undefined): JsonObject {
  const { store } = names;
  const id = asText(metadataId);
  if (contentOf(store, id) === undefined) return {};
  // Rows of what inherits mean nothing, and no client can write them.
  if (metadataOf(store, id)?.["inherits"] === true) return { inherits: true, access: {} };
  const rows = (store.by("content_accesses", "content_metadata_id").get(id) ?? []).map((row) => {
    const group = asText(row.get("group_id"));
    const who = group === "" ? names.of("users", row.get("user_id")) : names.of("groups", group);
    return [`${group === "" ? "user" : "group"} ${asText(who)}`, row.get("permission_type") ?? null] as const;
  });
  return { inherits: metadataOf(store, id)?.["inherits"] ?? null, access: Object.fromEntries(rows) };
}

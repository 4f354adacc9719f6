/**
 * The normal form of an instance: everything a client can write, with names in place of ids, so that two instances can
 * be compared whatever their ids.
 *
 * @module
 */
import { asList, asObject, asStrings, asText, type Json, type JsonObject, stringify } from "../json.ts";
import type { Store, TableName } from "../store.ts";
import type { Item } from "../table.ts";
import { FORMS } from "./forms.ts";
import { Names } from "./names.ts";
import { writable } from "./writable.ts";

export { type Difference, differences, sameUpToIds } from "./differences.ts";

/** Type → name → what can be written. */
export type NormalForm = Record<string, JsonObject>;

/** What a normal form holds. */
export interface NormalFormOptions {
  /** With the ids of objects and parts: for an instance compared with itself. Default false. */
  ids?: boolean;
  /**
   * Without what no API call tells or gives back: values of hidden attributes, favorites and subscriptions of others,
   * groups that an identity provider or embedding made. Default false.
   */
  restorable?: boolean;
  /** Only these types. Default: all. */
  types?: readonly TableName[];
}

/** The normal form of an instance. */
export function normalForm(store: Store, options: NormalFormOptions = {}): NormalForm {
  const { ids = false, restorable = false, types } = options;
  const names = new Names(store);
  const tables = (Object.keys(FORMS) as TableName[]).filter((table) => types?.includes(table) ?? true);
  const held = new Map(tables.map((table) => {
    const form = FORMS[table];
    const shown = store.table(table).all().filter((item) =>
      form?.shown?.(item, { store, restorable }) ?? true
    );
    return [table, shown] as const;
  }));
  const formOf = (table: TableName, item: Item): JsonObject => ({
    ...FORMS[table]?.form({ names, item, ids, restorable }),
    ...(ids && { id: item.id }),
  });
  for (const [table, items] of held) nameTwins(names, table, items, (item) => formOf(table, item));
  const result: NormalForm = {};
  for (const [table, items] of held) {
    result[table] = Object.fromEntries(
      items.map((item) => [asText(names.of(table, item.id)), formOf(table, item)]),
    );
  }
  if (types === undefined) {
    result["settings"] = settings(names, store);
    result["admin_settings"] = adminSettings(names, store);
    result["sign_in_settings"] = signInSettings(names, store);
  }
  return result;
}

/** Objects of the same name are told apart by their content. */
function nameTwins(
  names: Names,
  table: TableName,
  items: readonly Item[],
  form: (item: Item) => JsonObject,
): void {
  const groups = Map.groupBy(items, (item) => asText(names.of(table, item.id)));
  for (const twins of groups.values()) {
    if (twins.length === 1) continue;
    const sorted = twins.map((item) => ({ item, text: stringify(form(item)) }))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    for (const [n, { item }] of sorted.entries()) names.distinguish(table, item.id, n + 1);
  }
}

/** What the Admin pages set, a group an entry. */
function adminSettings(names: Names, store: Store): JsonObject {
  const set = (name: string, schema: string): Json => writable(names, store.singleton(name), schema);
  return {
    legacy_features: Object.fromEntries(
      store.table("legacy_features").all().map((item) => [item.id, item.get("enabled_locally") ?? null]),
    ),
    digest_emails: set("digest_emails", "DigestEmails"),
    internal_help_resources: set("internal_help_resources", "InternalHelpResources"),
    internal_help_resources_content: set("internal_help_resources_content", "InternalHelpResourcesContent"),
    cloud_storage: set("cloud_storage", "BackupConfiguration"),
    custom_welcome_email: writable(
      names,
      asObject(store.singleton("setting")["custom_welcome_email"]),
      "CustomWelcomeEmail",
    ),
  };
}

/** How people sign in. */
function signInSettings(names: Names, store: Store): JsonObject {
  const set = (name: string, schema: string): Json => {
    const config = store.singleton(name);
    const named = (key: string, table: TableName): Json =>
      asList(config[key]).map((one) => names.of(table, asObject(one)["id"]));
    return {
      ...writable(names, config, schema, ["groups_with_role_ids", "user_attributes_with_ids"]),
      roles: named("default_new_user_roles", "roles"),
      groups: named("default_new_user_groups", "groups"),
      groups_with_roles: asList(config["groups_with_role_ids"]).map(asObject).map((row): Json => ({
        name: row["name"] ?? null,
        roles: asStrings(row["role_ids"]).map((id) => names.of("roles", id)),
      })),
      attributes: asList(config["user_attributes_with_ids"]).map(asObject).map((row): Json => ({
        name: row["name"] ?? null,
        attributes: asStrings(row["user_attribute_ids"]).map((id) => names.of("user_attributes", id)),
      })),
    };
  };
  return {
    password_config: set("password_config", "PasswordConfig"),
    session_config: set("session_config", "SessionConfig"),
    saml_config: set("saml_config", "SamlConfig"),
    oidc_config: set("oidc_config", "OIDCConfig"),
    ldap_config: set("ldap_config", "LDAPConfig"),
    support_access_allowlist: Object.fromEntries(
      store.table("support_entries").all().map((
        item,
      ) => [asText(item.get("email")), item.get("reason") ?? null]),
    ),
  };
}

function settings(names: Names, store: Store): JsonObject {
  const defaults = store.singleton("defaults");
  const set = (name: string, schema: string, without: string[] = []): Json =>
    writable(names, store.singleton(name), schema, without);
  return {
    setting: set("setting", "Setting", ["host_url", "override_warnings"]),
    default_color_collection: names.of("color_collections", defaults["color_collection_id"]),
    default_themes: { dashboard: defaults["theme_dashboard"] ?? null, look: defaults["theme_look"] ?? null },
  };
}

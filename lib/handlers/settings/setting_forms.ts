/**
 * The writable form of groups of settings, and the operation that changes each group.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import type { Operation } from "../../looker/client.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { ENTRIES_KEY, entryKey, SETTING_KEY } from "../../looker/setting_groups.ts";
import { writable, type WritableSchema } from "../../looker/writable.ts";
import type { Refs } from "../references.ts";
import { type Reason, reason } from "../reason.ts";

/** How a group is written. */
export interface SettingWrite {
  update: Operation;
  /** The schema of the body; absent if only a choice is sent. */
  schema?: WritableSchema;
  /**
   * A setting that selects an item of a type: the property of the body that identifies the item, and the parameter that
   * names it.
   */
  choice?: {
    type: ContentType;
    property: string;
    parameter: string;
    params?: Readonly<Record<string, string>>;
  };
  /** For a list: the property that identifies its entries, the property that is set, and the parameter of the path. */
  entries?: { key: string; value: string; parameter: string | null };
  /** Secrets that must be set before the group can be enabled. */
  secrets?: readonly string[];
}

/** Returns the id of the group of a body. */
export function settingOf(get: (key: string) => unknown): string {
  return asText(asObject(get("_vault") as JsonObject)[SETTING_KEY] ?? null) ?? "";
}

/**
 * Returns the writable part of a group, with its references translated. A list is under the id of its group, with its
 * entries by key.
 */
export function settingForm(
  body: JsonObject,
  refs: Refs,
  { schema, choice, entries }: SettingWrite,
): JsonObject {
  if (choice !== undefined) return chosen(body, refs, choice);
  if (entries !== undefined) {
    const rows = asObjects(asObject(body["_vault"])[ENTRIES_KEY]).flatMap((entry) => {
      const name = entryKey(entry, entries.key);
      return name === null ? [] : [[name, entry[entries.value] ?? null]];
    });
    return { [settingOf((key) => body[key])]: Object.fromEntries(rows) };
  }
  const form = schema === undefined ? {} : writable(schema, body);
  for (const [name, value] of Object.entries(form)) {
    const refer = LISTS[name];
    if (refer !== undefined && Array.isArray(value)) {
      form[name] = asObjects(value).map((row) => refer(row, refs));
    }
  }
  for (const [name, [from, type]] of Object.entries(DEFAULTS)) {
    // Looker returns objects, but expects ids.
    if (Array.isArray(body[from])) {
      form[name] = ids(asObjects(body[from]).map((one) => one["id"]), type, refs);
    } else delete form[name];
  }
  return form;
}

/**
 * Returns the selected item: its id in the destination, or its name if Looker uses names. The item must exist in both
 * cases.
 */
function chosen(
  body: JsonObject,
  refs: Refs,
  { type, property, parameter }: NonNullable<SettingWrite["choice"]>,
): JsonObject {
  const id = asText(body["id"]);
  if (id === null) return {};
  const there = refs.must(type, id);
  return { [parameter]: property === "id" ? there : body[property] ?? null };
}

/** Rows of a configuration that contain ids: the rows of an identity provider's groups and attributes. */
const LISTS: Readonly<Record<string, (row: JsonObject, refs: Refs) => JsonObject>> = {
  groups_with_role_ids: (row, refs) => ({ ...named(row), role_ids: ids(row["role_ids"], "roles", refs) }),
  user_attributes_with_ids: (row, refs) => ({
    ...named(row),
    required: row["required"] ?? null,
    user_attribute_ids: ids(row["user_attribute_ids"], "user_attributes", refs),
  }),
};

/** Defaults of new users: the property in a request, the property in a response, and the type of the items. */
const DEFAULTS: Readonly<Record<string, readonly [string, ContentType]>> = {
  default_new_user_role_ids: ["default_new_user_roles", "roles"],
  default_new_user_group_ids: ["default_new_user_groups", "groups"],
};

/** Removes the row's own id, which is valid only in its instance. */
function named(row: JsonObject): JsonObject {
  const { id: _id, url: _url, looker_group_id: _group, ...rest } = row;
  return rest;
}

function ids(list: unknown, type: ContentType, refs: Refs): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((id) => {
    const there = asText(id) === null ? null : refs.may(type, asText(id) ?? "");
    return there === null ? [] : [there];
  });
}

/** Why a group is not written. */
export const ONLY_SHOWN: Reason = reason("no_api", "read-only: the API cannot set it");

/** The settings of the Admin pages. */
export const ADMIN_WRITES: Readonly<Record<string, SettingWrite>> = {
  legacy_features: {
    update: "update_legacy_feature",
    schema: "LegacyFeature",
    entries: { key: "id", value: "enabled_locally", parameter: "legacy_feature_id" },
  },
  digest_emails: { update: "update_digest_emails_enabled", schema: "DigestEmails" },
  internal_help_resources: { update: "update_internal_help_resources", schema: "InternalHelpResources" },
  internal_help_resources_content: {
    update: "update_internal_help_resources_content",
    schema: "InternalHelpResourcesContent",
  },
  custom_welcome_email: { update: "update_custom_welcome_email", schema: "CustomWelcomeEmail" },
  cloud_storage: { update: "update_cloud_storage_configuration", schema: "BackupConfiguration" },
  default_color_collection: {
    update: "set_default_color_collection",
    choice: { type: "color_collections", property: "id", parameter: "collection_id" },
  },
  default_theme_dashboard: defaultTheme("dashboard"),
  default_theme_look: defaultTheme("look"),
};

function defaultTheme(type: string): SettingWrite {
  return {
    update: "set_default_theme_by_type",
    choice: { type: "themes", property: "name", parameter: "name", params: { theme_type: type } },
  };
}

/** The settings of signing in. */
export const SIGN_IN_WRITES: Readonly<Record<string, SettingWrite>> = {
  password_config: { update: "update_password_config", schema: "PasswordConfig" },
  session_config: { update: "update_session_config", schema: "SessionConfig" },
  saml_config: { update: "update_saml_config", schema: "SamlConfig" },
  oidc_config: { update: "update_oidc_config", schema: "OIDCConfig", secrets: ["secret"] },
  ldap_config: { update: "update_ldap_config", schema: "LDAPConfig", secrets: ["auth_password"] },
  support_access_allowlist: {
    update: "add_support_access_allowlist_entries",
    schema: "SupportAccessAddEntries",
    entries: { key: "email", value: "reason", parameter: null },
  },
};

/**
 * Settings of an instance that Looker serves one group at a time. A group is one object or one list, and has no id.
 *
 * @module
 */
import { asObject, asText, type JsonValue } from "../codec/json_value.ts";
import type { Operation } from "./client.ts";

/** One group, which is stored as one item of its type. */
export interface SettingGroup {
  /** The operation that reads the group. */
  operation: Operation;
  /**
   * The parameters of the operation. A Looker that does not support them refuses the request, which is recorded but
   * not a failure.
   */
  params?: Readonly<Record<string, string>>;
  /**
   * Another operation that every run requests anyway, and the property of its response that contains the group. If
   * the property is missing, the group's own operation is requested.
   */
  within?: { operation: "get_setting"; property: string };
  /** For a list of objects, the property that identifies its entries; null for a list of texts. */
  entries?: string | null;
}

/** The groups of a type, by the ids of its items. */
export type SettingGroups = Readonly<Record<string, SettingGroup>>;

/** The settings on Looker's Admin pages, except the general settings and sign-in. */
export const ADMIN_SETTINGS = {
  legacy_features: { operation: "all_legacy_features", entries: "id" },
  digest_emails: { operation: "digest_emails_enabled" },
  internal_help_resources: { operation: "internal_help_resources" },
  internal_help_resources_content: { operation: "internal_help_resources_content" },
  custom_welcome_email: {
    operation: "custom_welcome_email",
    within: { operation: "get_setting", property: "custom_welcome_email" },
  },
  cloud_storage: { operation: "cloud_storage_configuration" },
  mobile_settings: { operation: "mobile_settings" },
  smtp_status: { operation: "smtp_status" },
  ssh_public_key: { operation: "ssh_public_key" },
  public_egress_ip_addresses: { operation: "public_egress_ip_addresses" },
  self_service_connections: { operation: "get_self_service_model_allowed_connections", entries: null },
  artifact_namespaces: { operation: "artifact_namespaces", entries: "namespace" },
  default_color_collection: { operation: "default_color_collection" },
  default_theme_dashboard: { operation: "default_theme_by_type", params: { theme_type: "dashboard" } },
  default_theme_look: { operation: "default_theme_by_type", params: { theme_type: "look" } },
} as const satisfies SettingGroups;

/** How users sign in, and who else may sign in. */
export const SIGN_IN_SETTINGS = {
  password_config: { operation: "password_config" },
  session_config: { operation: "session_config" },
  saml_config: { operation: "saml_config" },
  oidc_config: { operation: "oidc_config" },
  ldap_config: { operation: "ldap_config" },
  support_access_allowlist: { operation: "get_support_access_allowlist_entries", entries: "email" },
  support_access_status: { operation: "support_access_status" },
} as const satisfies SettingGroups;

/** The properties of `_vault` that contain the id of a group and the entries of a list. */
export const SETTING_KEY = "setting", ENTRIES_KEY = "entries";

/** Returns the value that identifies an entry of a list; null if there is none. `key` is the group's `entries`. */
export function entryKey(entry: JsonValue, key: string | null): string | null {
  return key === null ? asText(entry) : asText(asObject(entry)[key]);
}

/** What exists once: settings and configurations. @module */
import { type Handlers, many } from "../call.ts";
import { crud, singleton } from "./crud.ts";

/** Handlers. */
export const settings: Handlers = {
  ...singleton("setting", "get_setting", "set_setting"),
  ...singleton("session_config", "session_config", "update_session_config"),
  ...singleton("password_config", "password_config", "update_password_config"),
  ...singleton("ldap_config", "ldap_config"),
  ...singleton("saml_config", "saml_config"),
  ...singleton("oidc_config", "oidc_config"),
  ...singleton("digest_emails", "digest_emails_enabled", "update_digest_emails_enabled"),
  ...singleton("internal_help_resources", "internal_help_resources", "update_internal_help_resources"),
  ...singleton(
    "internal_help_resources_content",
    "internal_help_resources_content",
    "update_internal_help_resources_content",
  ),
  ...singleton("cloud_storage", "cloud_storage_configuration"),
  ...singleton("mobile_settings", "mobile_settings"),
  ...singleton("smtp_status", "smtp_status"),
  ...singleton("ssh_public_key", "ssh_public_key"),
  ...crud({
    table: "legacy_features",
    get: "legacy_feature",
    lists: ["all_legacy_features"],
    updates: ["update_legacy_feature"],
  }),
  get_support_access_allowlist_entries: (call) => many(call, call.store.table("support_entries").all()),
};

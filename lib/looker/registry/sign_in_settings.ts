/**
 * How users sign in: passwords, sessions, SAML, OpenID Connect, LDAP, and access for Looker's support.
 *
 * @module
 */
import { SIGN_IN_SETTINGS } from "../setting_groups.ts";
import { isSetting } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const signInSettings: ContentTypeEntry = {
  id: ["id"],
  name: [],
  source: { kind: "groups", groups: SIGN_IN_SETTINGS },
  isNamedById: true,
  readInFull: true,
  volatile: ["modified_at", "modified_by", "test_slug", "open_until", "policy_enabled_at", "created_date"],
  twoValued: [
    "enabled",
    "require_numeric",
    "require_upperlower",
    "require_special",
    "expiration_enabled",
    "alternate_email_login_allowed",
    "set_roles_from_groups",
    "auth_requires_role",
    "bypass_login_page",
    "connection_tls",
    "connection_tls_no_verify",
    "force_no_page",
    "merge_new_users_by_email",
    "has_auth_password",
    "open",
  ],
  byHand: [
    {
      stage: "after",
      text:
        "Enter the secrets and certificates of each sign-in method, test it, then restore the rest of its " +
        "configuration: lookervault restore all --only sign_in_settings --allow-sign-in-changes",
      of: (get) => isSetting("saml_config", "oidc_config", "ldap_config")(get) && get("enabled") === true,
      secrets: /./,
    },
    {
      stage: "after",
      text: "Decide whether to restore the settings of passwords, sessions and support: " +
        "lookervault restore all --only sign_in_settings --allow-sign-in-changes",
      of: isSetting("password_config", "session_config", "support_access_allowlist"),
    },
    {
      stage: "after",
      text: "Open the access for Looker's support again, if you need it",
      of: (get) => isSetting("support_access_status")(get) && get("open") === true,
    },
  ],
  reach: {
    backup: `
      password_config session_config saml_config oidc_config ldap_config
      get_support_access_allowlist_entries support_access_status
    `,
    restore: `
      update_password_config update_session_config update_saml_config update_oidc_config update_ldap_config
      add_support_access_allowlist_entries
    `,
    captured: "as served, without secrets; one item for each configuration",
    behind: "secrets; changed only with `--allow-sign-in-changes`; the plan shows every change",
    lacks: ["the OpenID Connect secret, the LDAP password"],
  },
};

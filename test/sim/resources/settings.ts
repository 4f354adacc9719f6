/**
 * What exists once: settings and configurations. Assumed: the deprecated welcome email is the one of the settings; who
 * may let support in is listed once by address, and adding an address that is there changes its reason.
 *
 * @module
 */
import { bodyObject, type Call, type Handlers, many, noContent, pathId, value } from "../call.ts";
import { notFound } from "../errors.ts";
import { asObject, asStrings, asText, type JsonObject } from "../json.ts";
import { crud, singleton } from "./crud.ts";

/** Handlers. */
export const settings: Handlers = {
  ...singleton("setting", "get_setting", "set_setting"),
  ...singleton("session_config", "session_config", "update_session_config"),
  ...singleton("password_config", "password_config", "update_password_config"),
  ...signIn("ldap_config", "update_ldap_config", ["auth_password", "test_ldap_password", "test_ldap_user"]),
  ...signIn("saml_config", "update_saml_config", []),
  ...signIn("oidc_config", "update_oidc_config", ["secret"]),
  ...singleton("digest_emails", "digest_emails_enabled", "update_digest_emails_enabled"),
  ...singleton("internal_help_resources", "internal_help_resources", "update_internal_help_resources"),
  ...singleton(
    "internal_help_resources_content",
    "internal_help_resources_content",
    "update_internal_help_resources_content",
  ),
  ...singleton("cloud_storage", "cloud_storage_configuration"),
  update_cloud_storage_configuration: (call) => {
    const { custom_s3_key: _key, custom_s3_secret: _secret, ...body } = bodyObject(call);
    call.store.setSingleton("cloud_storage", { ...call.store.singleton("cloud_storage"), ...body });
    return value(call, call.store.singleton("cloud_storage"));
  },
  custom_welcome_email: (call) =>
    value(call, asObject(call.store.singleton("setting")["custom_welcome_email"])),
  update_custom_welcome_email: (call) => {
    const setting = call.store.singleton("setting");
    const custom_welcome_email = { ...asObject(setting["custom_welcome_email"]), ...bodyObject(call) };
    call.store.setSingleton("setting", { ...setting, custom_welcome_email });
    return value(call, custom_welcome_email);
  },
  ...singleton("egress", "public_egress_ip_addresses"),
  ...singleton("support_access", "support_access_status"),
  artifact_namespaces: (call) => value(call, [{ namespace: "looker:home", count: 2 }]),
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
  add_support_access_allowlist_entries: (call) => {
    const { emails, reason } = bodyObject(call), table = call.store.table("support_entries");
    for (const email of asStrings(emails)) {
      const old = table.all().find((item) => item.get("email") === email);
      if (old !== undefined) call.store.patch("support_entries", old.id, { reason: reason ?? null });
      else table.insert({ email, full_name: null, reason: reason ?? null, created_date: call.now() });
    }
    return many(call, table.all());
  },
  delete_support_access_allowlist_entry: (call) => {
    if (!call.store.table("support_entries").remove(pathId(call))) throw notFound();
    return noContent();
  },
};

/**
 * A way to sign in. Assumed: what is sent of roles and groups by ids is answered whole, as the schema has it; secrets
 * are kept and never shown; nothing is checked beyond the schema.
 */
function signIn(name: string, update: string, secrets: readonly string[]): Handlers {
  const { [name]: read = notFoundHandler } = singleton(name, name);
  return {
    [name]: read,
    [update]: (call): ReturnType<typeof value> => {
      const { default_new_user_role_ids: roles, default_new_user_group_ids: groups, ...body } = bodyObject(
        call,
      );
      const kept = Object.fromEntries(Object.entries(body).filter(([key]) => !secrets.includes(key)));
      const config: JsonObject = {
        ...call.store.singleton(name),
        ...kept,
        ...(secrets.includes("auth_password") && body["auth_password"] !== undefined &&
          { has_auth_password: true }),
        ...(roles !== undefined && { default_new_user_roles: named(call, "roles", asStrings(roles)) }),
        ...(groups !== undefined && { default_new_user_groups: named(call, "groups", asStrings(groups)) }),
      };
      call.store.setSingleton(name, config);
      return value(call, config);
    },
  };
}

function named(call: Call, table: "roles" | "groups", ids: readonly string[]): JsonObject[] {
  return ids.map((id) => {
    const item = call.store.table(table).get(id);
    if (item === undefined) throw notFound();
    return { id, name: asText(item.get("name")) };
  });
}

function notFoundHandler(): never {
  throw notFound();
}

/**
 * Decides which properties of a body are live secrets, by the property names of the API. All types have the same
 * rule. A test compares the rule with the spec: a property of a new release that looks like a secret, or that can
 * only be written, needs a line here.
 *
 * @module
 */
import type { RedactRules, SecretKind } from "../codec/redact.ts";

/**
 * The revision of these rules. Every change of them increases it. The next run that writes then applies the new rules
 * to the versions that are already stored.
 */
export const SECRETS_REVISION = 2;

/** The endings of names of secrets, in lower case with `_` between words. */
const ENDINGS =
  /(^|_)(pass(word|wd|phrase|code)?|pwd|secrets?|tokens?|certificate|private_key|credentials?|bearer|jwt)$|._key$/;

/** Names that end like secrets but are not: names of fields, public values, and options. */
const HARMLESS: ReadonlySet<string> = new Set([
  "primary_key",
  "foreign_key",
  "sql_foreign_key",
  "feature_key",
  "property_key",
  "property_label_key",
  "cache_key",
  "partition_key",
  "sort_key",
  "public_key",
  "ssh_public_key",
]);

/** Secrets whose names do not end like the name of a secret. */
const SECRETS: ReadonlySet<string> = new Set([
  "password_reset_url",
  "account_setup_url",
  "sessions",
  "secret_parameters",
  "unset_deploy_secret",
]);

/** Properties that can only be written but are not secrets. An instance that serves one of them reveals nothing. */
export const WRITE_ONLY_HARMLESS: ReadonlySet<string> = new Set([
  "folder_id",
  "override_warnings",
  "custom_image_data_base64",
  "file_type",
  "pdt_file_type",
  "previous_time_series_id",
  "latest_time_series_id",
  "permission_set_id",
  "model_set_id",
]);

/** Texts that contain JSON, or pairs of `name=value`. */
const JSON_TEXTS: ReadonlySet<string> = new Set([
  "action_hub_form_params_json",
  "parameters",
  "custom_url_params",
]);
const PAIRS: ReadonlySet<string> = new Set([
  "jdbc_additional_params",
  "pdt_jdbc_additional_params",
  "additional_params",
]);

/** The endings of names of addresses. */
const ADDRESSES = /(^|_)(url|uri|link|address|endpoint|host)$/;

/** Links to public content. Anyone who has such a link sees the data without a login. */
const LINKS = /^(public_(slug|url|link|token)|(image_)?embed_url)$/;

/** Values that are secret if a flag in the same object says so. */
const VALUES: ReadonlySet<string> = new Set(["value", "default_value"]);

/**
 * Properties with objects of the API that contain a property of the kinds above, at any depth. Other objects are not
 * searched: LookML, and objects with keys that users choose, such as `filters` and `vis_config`.
 */
export const OBJECTS: ReadonlySet<string> = new Set([
  "_vault",
  "board_items",
  "board_sections",
  "credentials_api3",
  "credentials_email",
  "credentials_embed",
  "credentials_google",
  "credentials_ldap",
  "credentials_looker_openid",
  "credentials_oidc",
  "credentials_saml",
  "credentials_totp",
  "credentials_workforce",
  "custom_welcome_email",
  "dashboard_elements",
  "dashboard_filters",
  "dashboard_layout_components",
  "dashboard_layouts",
  "dashboards",
  "destinations",
  "embed_config",
  "errors",
  "folder",
  "group_values",
  "homepage_items",
  "imports",
  "instance_config",
  "look",
  "looks",
  "manifest",
  "params",
  "pdt_context_override",
  "privatelabel_configuration",
  "query",
  "repository_credentials",
  "result_maker",
  "scheduled_plan",
  "scheduled_plan_destination",
  "snippets",
  "user",
  "user_values",
]);

/** Returns a name in one spelling: `apiKey`, `API-Key` and `api key` as `api_key`. */
function spelt(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_").toLowerCase();
}

/** Whether a name is the name of a secret, in any spelling. */
export function isSecretName(name: string): boolean {
  const word = spelt(name);
  return !HARMLESS.has(word) && (SECRETS.has(word) || ENDINGS.test(word));
}

function isFlag(name: string): boolean {
  return /^(is_)?(sensitive|secret|hidden_value|value_is_hidden|value_hidden)$/.test(spelt(name));
}

/** Returns the kind of a property with this name. */
export function secretKind(name: string): SecretKind {
  if (LINKS.test(name)) return "link";
  if (OBJECTS.has(name)) return "object";
  if (JSON_TEXTS.has(name)) return "json";
  if (PAIRS.has(name)) return "pairs";
  if (VALUES.has(name)) return "value";
  if (isSecretName(name)) return "secret";
  return ADDRESSES.test(name) ? "url" : "plain";
}

const RULES: Readonly<RedactRules> = { kindOf: secretKind, isFlag, isSecretName, keepLinks: false };
const RULES_WITH_LINKS: Readonly<RedactRules> = { ...RULES, keepLinks: true };

/** Returns the rules. With `keepLinks`, links that open public content without a login are not removed. */
export function secretRules({ keepLinks }: { keepLinks: boolean }): RedactRules {
  return keepLinks ? RULES_WITH_LINKS : RULES;
}

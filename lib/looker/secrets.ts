/**
 * Which properties of a body are live secrets: one rule for all types, by the names of the API's properties. A test
 * compares it with the spec: a property of a new release that looks like a secret, or that can only be written, needs
 * a line here.
 *
 * @module
 */
import type { RedactRules, SecretKind } from "../codec/redact.ts";

/** The number of these rules. Each change of them raises it: the next run that writes applies them to what older ones kept. */
export const SECRETS_REVISION = 2;

/** How the names of secrets end, in small letters with `_` between the words. */
const ENDINGS =
  /(^|_)(pass(word|wd|phrase|code)?|pwd|secrets?|tokens?|certificate|private_key|credentials?|bearer|jwt)$|._key$/;

/** What ends like a secret and is none: names of fields, what is public, what only says how. */
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

/** Secrets by another name. */
const SECRETS: ReadonlySet<string> = new Set([
  "password_reset_url",
  "account_setup_url",
  "sessions",
  "secret_parameters",
  "unset_deploy_secret",
]);

/** Properties that can only be written, and are no secrets: an instance that served one would tell nothing by it. */
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

/** Texts of JSON, or of `name=value` pairs. */
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

/** How the names of addresses end. */
const ADDRESSES = /(^|_)(url|uri|link|address|endpoint|host)$/;

/** Links of public content: whoever has one sees its data without a login. */
const LINKS = /^(public_(slug|url|link|token)|(image_)?embed_url)$/;

/** Values that a flag beside them can make secret. */
const VALUES: ReadonlySet<string> = new Set(["value", "default_value"]);

/**
 * Properties that hold objects of the API with something of the above in them, at some depth. Objects that are not named here
 * are not searched: LookML, and maps whose keys people choose, such as `filters` and `vis_config`.
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

/** `apiKey`, `API-Key` and `api key` as `api_key`. */
function spelt(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_").toLowerCase();
}

/** Whether a name is a secret's, in whatever spelling. */
export function isSecretName(name: string): boolean {
  const word = spelt(name);
  return !HARMLESS.has(word) && (SECRETS.has(word) || ENDINGS.test(word));
}

function isFlag(name: string): boolean {
  return /^(is_)?(sensitive|secret|hidden_value|value_is_hidden|value_hidden)$/.test(spelt(name));
}

/** What a property of that name is. */
export function secretKind(name: string): SecretKind {
  if (LINKS.test(name)) return "link";
  if (OBJECTS.has(name)) return "object";
  if (JSON_TEXTS.has(name)) return "json";
  if (PAIRS.has(name)) return "pairs";
  if (VALUES.has(name)) return "value";
  if (isSecretName(name)) return "secret";
  return ADDRESSES.test(name) ? "url" : "plain";
}

const kinds = new Map<string, SecretKind>();
/** Names are the API's, and few; what a body holds besides must not fill the memory. */
const MOST_NAMES = 5000;

function kindOf(name: string): SecretKind {
  let kind = kinds.get(name);
  if (kind === undefined) {
    kind = secretKind(name);
    if (kinds.size < MOST_NAMES) kinds.set(name, kind);
  }
  return kind;
}

/** The rules; with `keepLinks`, links that open public content without a login are kept. */
export function secretRules({ keepLinks }: { keepLinks: boolean }): RedactRules {
  return { kindOf, isFlag, isSecretName, keepLinks };
}

/**
 * When two bodies of a type say the same: the one place that decides it, for versions, comparisons and restores alike
 * (contract §4, api-facts §7.1 and §7.3, specs/013-equality.md).
 *
 * @module
 */
import { canonical } from "../codec/canonical.ts";
import { sha256 } from "../codec/digest.ts";
import { compileRules, type EqualityFacts, type FormRules } from "../codec/form_rules.ts";
import { type ContentType, typeOfCode } from "./content_type_names.ts";
import { volatileNames } from "./volatile.ts";

/**
 * The rules by which canonical forms are made. Every change of them, the lists of volatile properties included, raises it:
 * the hashes in older vaults are made anew then. 1: volatile properties alone.
 */
export const FORM_REVISION = 2;

/** What Looker makes of a query's definition, or anew for every reader. */
export const COMPUTED_OF_QUERIES = [
  "client_id",
  "quick_calcs",
  "analysis_config",
  "has_table_calculations",
  "url",
] as const;

/** The same, wherever queries stand. */
const OF_QUERIES = COMPUTED_OF_QUERIES.flatMap((
  name,
) => [
  `**.query.${name}`,
  `_vault.merge_source_queries.*.${name}`,
]);

/** What a body repeats of the folder that it names, and of its owner: an edit of those is none of it. */
const OF_PLACES = [
  "user_name",
  ...[
    "name",
    "parent_id",
    "content_metadata_id",
    "created_at",
    "creator_id",
    "external_id",
    "is_embed",
    "is_embed_shared_root",
    "is_embed_users_root",
    "is_personal",
    "is_personal_descendant",
    "is_shared_root",
    "is_users_root",
    "url",
    "dashboards",
    "looks",
  ].map((name) => `folder.${name}`),
];

/** Dashboards, those of LookML included. */
const OF_DASHBOARDS = [
  ...OF_QUERIES,
  ...OF_PLACES,
  // What a run could not read says nothing of the dashboard: its tiles name the merge query.
  "_vault.uncaptured_merge_queries",
  "edit_uri",
  "last_updater_name",
  "refresh_interval_to_i",
  // From LookML, with line numbers.
  "dashboard_filters[].field",
  "dashboard_elements[].edit_uri",
  "dashboard_elements[].refresh_interval_to_i",
  "dashboard_elements[].body_text_as_html",
  "dashboard_elements[].note_text_as_html",
  "dashboard_elements[].subtitle_text_as_html",
  "dashboard_elements[].title_text_as_html",
  // Echoes of what the tile shows; what is set there is `filterables`.
  "dashboard_elements[].result_maker.dynamic_fields",
  "dashboard_elements[].result_maker.sorts",
  "dashboard_elements[].result_maker.total",
  "dashboard_elements[].result_maker.vis_config",
  // What a tile embeds of its look is the look's.
  "dashboard_elements[].look",
  "dashboard_elements[look_id].result_maker_id",
  "dashboard_elements[look_id].result_maker.id",
  "dashboard_elements[look_id].result_maker.query",
  "dashboard_elements[look_id].result_maker.query_id",
  // Echoes of the tile, and of its look.
  "dashboard_layouts[].dashboard_layout_components[].element_title",
  "dashboard_layouts[].dashboard_layout_components[].element_title_hidden",
  "dashboard_layouts[].dashboard_layout_components[].vis_type",
];

/** Paths that Looker computes, by type. */
const COMPUTED: Partial<Record<ContentType, readonly string[]>> = {
  dashboards: OF_DASHBOARDS,
  lookml_dashboards: OF_DASHBOARDS,
  looks: [...OF_QUERIES, ...OF_PLACES],
  user_attributes: ["_vault.user_values_unread"],
  explores: ["lookml_link", "**.lookml_link", "**.times_used"],
  // What a board repeats of what stands on it; what a person sets there are the custom texts.
  boards: ["content_updated_at", "content_created_by", "title", "description", "image_url", "location"].map((
    name,
  ) => `board_sections[].board_items[].${name}`),
  homepages: ["**.content_updated_at", "**.section_fetch_time"],
};

/** Maps whose keys are a model's or a chart's: every key of them counts. */
const OF_DATA = ["vis_config", "filter_config", "filters"];

/** Values that are compared as they are, by type. */
const VERBATIM: Partial<Record<ContentType, readonly string[]>> = {
  dashboards: OF_DATA,
  lookml_dashboards: OF_DATA,
  looks: OF_DATA,
  // An empty value is a value: it filters for nothing, where none filters for all.
  user_attributes: ["value", "default_value", "value_for_ci_run", "_user_values"],
};

/** Booleans that are false where nobody set them. Those that Looker takes for true, or decides, then are not here. */
const TWO_VALUED = [
  "deleted",
  "hidden",
  "total",
  "public",
  "readonly",
  "required",
  "is_disabled",
  "is_public",
  "has_table_calculations",
  "is_embed",
  "is_embed_shared_root",
  "is_embed_users_root",
  "is_personal",
  "is_personal_descendant",
  "is_shared_root",
  "is_users_root",
  "show_custom_url",
  "all_access",
  "built_in",
  "internal",
];

/** As {@linkcode TWO_VALUED}, of one type only. */
const TWO_VALUED_OF: Partial<Record<ContentType, readonly string[]>> = {
  dashboards: [
    "active",
    "title_hidden",
    "element_title_hidden",
    "alert_sync_with_dashboard_filter_enabled",
    "chat_enabled",
    "crossfilter_enabled",
    "filters_bar_collapsed",
    "preserve_desktop_layout",
  ],
  boards: [
    "primary_homepage",
    "use_custom_description",
    "use_custom_title",
    "use_custom_url",
    "use_custom_image",
  ],
  groups: ["externally_managed", "include_by_default"],
  lookml_models: ["unlimited_db_connections"],
  users: [
    "presumed_looker_employee",
    "verified_looker_employee",
    "roles_externally_managed",
    "forced_password_reset_at_next_login",
    "is_service_account",
    "is_iam_admin",
    "can_manage_api3_creds",
  ],
  user_attributes: ["is_system", "is_permanent", "value_is_hidden", "needed_for_ci_run", "user_can_edit"],
  scheduled_plans: [
    "run_as_recipient",
    "require_results",
    "require_no_results",
    "require_change",
    "send_all_results",
    "run_once",
    "include_links",
    "include_dashboard_summary",
    "pdf_landscape",
    "embed",
    "long_tables",
    "pdf_page_breaks",
  ],
  connections: [
    "managed",
    "example",
    "pdts_enabled",
    "uses_oauth",
    "uses_instance_oauth",
    "uses_key_pair_auth",
    "uses_application_default_credentials",
    "user_db_credentials",
    "uses_tns",
    "disable_context_comment",
    "always_retry_failed_builds",
    "cost_estimate_enabled",
    "pdt_api_control_enabled",
    "connection_pooling",
    "query_holding_disabled",
    "sql_writing_with_info_schema",
  ],
  projects: [
    "uses_git",
    "use_git_cookie_auth",
    "git_release_mgmt_enabled",
    "is_git_dev_locked",
    "is_example",
  ],
};

const cache = new Map<string, FormRules>();

/** The rules of a type; those of an older revision for vaults that were written by them. */
export function formRules(type: ContentType, revision: number = FORM_REVISION): FormRules {
  const key = `${type} ${Math.min(revision, 2)}`;
  let rules = cache.get(key);
  if (rules === undefined) cache.set(key, rules = compileRules(factsOf(type, revision)));
  return rules;
}

function factsOf(type: ContentType, revision: number): EqualityFacts {
  const volatile = volatileNames(type);
  if (revision < 2) return { volatile, keepsNothing: true };
  const shown = type === "lookml_dashboards" ? "dashboards" : type === "homepages" ? "boards" : type;
  return {
    volatile,
    computed: COMPUTED[type] ?? [],
    verbatim: VERBATIM[type] ?? [],
    optional: ["_vault"],
    twoValued: [...TWO_VALUED, ...TWO_VALUED_OF[shown] ?? []],
  };
}

/** The SHA-256 of the canonical form of a body as MessagePack. @throws {DamagedBodyError} when it is none. */
export function canonicalHash(type: ContentType, bytes: Uint8Array): Uint8Array {
  return sha256(canonical(bytes, formRules(type)));
}

/** Canonical forms as a vault keeps them: by which rules, and how their hashes are made. */
export const CANONICAL_FORMS = {
  revision: FORM_REVISION,
  /** The hash of a body of the type with that code; null for a type that this version does not know. */
  hash(code: number, bytes: Uint8Array): Uint8Array | null {
    const type = typeOfCode(code);
    return type === undefined ? null : canonicalHash(type, bytes);
  },
} as const;

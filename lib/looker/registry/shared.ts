/**
 * Facts that several types share: what Looker computes of queries, folders and owners, wherever they are. Sources:
 * served bodies, the schemas of specs/looker-4.0.json.
 *
 * @module
 */

/** What Looker derives from a query's definition, or computes for every reader. */
export const COMPUTED_OF_QUERIES = [
  "client_id",
  "quick_calcs",
  "analysis_config",
  "has_table_calculations",
  "url",
] as const;

/** The same, wherever queries are. */
export const COMPUTED_WITH_QUERIES: readonly string[] = COMPUTED_OF_QUERIES.flatMap((
  name,
) => [
  `**.query.${name}`,
  `_vault.merge_source_queries.*.${name}`,
]);

/** What a body repeats of the folder that it names, and of its owner: an edit of those is none of it. */
export const COPIES_OF_PLACES: readonly string[] = [
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
export const COMPUTED_OF_DASHBOARDS: readonly string[] = [
  ...COMPUTED_WITH_QUERIES,
  ...COPIES_OF_PLACES,
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

/** Maps whose keys are a model's or a chart's: every key of them counts. */
export const MAPS_OF_DATA: readonly string[] = ["vis_config", "filter_config", "filters"];

/** Booleans of dashboards that are false where nobody set them. */
export const TWO_VALUED_OF_DASHBOARDS: readonly string[] = [
  "active",
  "title_hidden",
  "element_title_hidden",
  "alert_sync_with_dashboard_filter_enabled",
  "chat_enabled",
  "crossfilter_enabled",
  "filters_bar_collapsed",
  "preserve_desktop_layout",
];

/** Booleans of boards, and of what else holds sections, that are false where nobody set them. */
export const TWO_VALUED_OF_BOARDS: readonly string[] = [
  "primary_homepage",
  "use_custom_description",
  "use_custom_title",
  "use_custom_url",
  "use_custom_image",
];

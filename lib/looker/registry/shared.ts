/**
 * Facts that several types share: values that Looker computes for queries, folders and owners, in any object.
 * Sources: served bodies, and the schemas of specs/looker-4.0.json.
 *
 * @module
 */

/** Properties that Looker derives from a query's definition, or computes for each reader. */
export const COMPUTED_OF_QUERIES = [
  "client_id",
  "quick_calcs",
  "analysis_config",
  "has_table_calculations",
  "url",
] as const;

/** The paths of these properties in every place with a query. */
export const COMPUTED_WITH_QUERIES: readonly string[] = COMPUTED_OF_QUERIES.flatMap((
  name,
) => [
  `**.query.${name}`,
  `_vault.merge_source_queries.*.${name}`,
]);

/**
 * The properties that a body repeats from its folder and its owner. An edit of the folder or the owner is not an edit
 * of the item.
 */
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

/** The computed paths of dashboards, including LookML dashboards. */
export const COMPUTED_OF_DASHBOARDS: readonly string[] = [
  ...COMPUTED_WITH_QUERIES,
  ...COPIES_OF_PLACES,
  // A query that a run could not read is not a change of the dashboard. The tiles contain the id of the merge query.
  "_vault.uncaptured_merge_queries",
  "edit_uri",
  "last_updater_name",
  "refresh_interval_to_i",
  // The field in LookML, with line numbers.
  "dashboard_filters[].field",
  "dashboard_elements[].edit_uri",
  "dashboard_elements[].refresh_interval_to_i",
  "dashboard_elements[].body_text_as_html",
  "dashboard_elements[].note_text_as_html",
  "dashboard_elements[].subtitle_text_as_html",
  "dashboard_elements[].title_text_as_html",
  // Copies of what the tile shows. Only `filterables` contains settings.
  "dashboard_elements[].result_maker.dynamic_fields",
  "dashboard_elements[].result_maker.sorts",
  "dashboard_elements[].result_maker.total",
  "dashboard_elements[].result_maker.vis_config",
  // The look that a tile shows is stored with the look.
  "dashboard_elements[].look",
  "dashboard_elements[look_id].result_maker_id",
  "dashboard_elements[look_id].result_maker.id",
  "dashboard_elements[look_id].result_maker.query",
  "dashboard_elements[look_id].result_maker.query_id",
  // Copies from the tile and its look.
  "dashboard_layouts[].dashboard_layout_components[].element_title",
  "dashboard_layouts[].dashboard_layout_components[].element_title_hidden",
  "dashboard_layouts[].dashboard_layout_components[].vis_type",
];

/** Objects whose keys belong to a model or a chart. All of their keys count. */
export const MAPS_OF_DATA: readonly string[] = ["vis_config", "filter_config", "filters"];

/** Boolean properties of dashboards that are false if they are not set. */
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

/** Boolean properties of boards, and of other types with sections, that are false if they are not set. */
export const TWO_VALUED_OF_BOARDS: readonly string[] = [
  "primary_homepage",
  "use_custom_description",
  "use_custom_title",
  "use_custom_url",
  "use_custom_image",
];

/**
 * Parts of bodies that do not count as uses: copies of other parts, and values that Looker computes.
 *
 * @module
 */

/** Copies and addresses that Looker derives from other properties, and values that no user wrote. */
export const COMPUTED: ReadonlySet<string> = new Set([
  "can",
  "url",
  "share_url",
  "expanded_share_url",
  "body_text_as_html",
  "note_text_as_html",
  "title_text_as_html",
  "subtitle_text_as_html",
  "quick_calcs",
  "analysis_config",
  "folder",
  "edit_uri",
]);
/** The properties that the result of a tile repeats from its query. */
export const REPEATED: ReadonlySet<string> = new Set(["query", "vis_config", "dynamic_fields", "sorts"]);

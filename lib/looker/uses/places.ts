/**
 * Parts of bodies that do not count as uses: copies of other parts, and what Looker computes.
 *
 * @module
 */

/** Copies and addresses that Looker makes of what is elsewhere, and what is nobody's text. */
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
/** What a tile's result repeats of its query. */
export const REPEATED: ReadonlySet<string> = new Set(["query", "vis_config", "dynamic_fields", "sorts"]);

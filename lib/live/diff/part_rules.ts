/**
 * Rules of the comparison for Looker's bodies: properties that only repeat others, lists of parts, and the names of
 * these parts.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";

/** Properties that are derived from others, or that record who wrote the item and when. They change with every edit. */
const ECHOES: ReadonlySet<string> = new Set([
  "updated_at",
  "content_updated_at",
  "deleted_at",
  "deleter_id",
  "last_updater_id",
  "last_updater_name",
  "query_id",
  "result_maker_id",
  "client_id",
  "url",
  "edit_uri",
  "embed_url",
  "image_embed_url",
  "short_url",
  "body_text_as_html",
  "note_text_as_html",
  "subtitle_text_as_html",
  "title_text_as_html",
  "has_table_calculations",
  // Repeats the section that contains the item.
  "board_section_id",
]);

/** Copies of another item, with the property that contains its id. */
const COPIES: Readonly<Record<string, string>> = { folder: "folder_id", look: "look_id", user: "user_id" };

/** Whether a property of `object`, which is under the key `within`, only repeats others. */
export function isEcho(object: JsonObject, key: string, within: string): boolean {
  if (ECHOES.has(key)) return true;
  const copied = COPIES[key];
  if (copied !== undefined && asText(object[copied]) !== null) return true;
  // A query is immutable. An edit creates another query, with another id and slug.
  if (within === "query" && (key === "id" || key === "slug")) return true;
  // A tile contains its query twice.
  const maker = object["result_maker"];
  return key === "query" && isJsonObject(maker) && isJsonObject(maker["query"]);
}

/** The nouns for the parts of lists. */
const NOUNS: Readonly<Record<string, string>> = {
  dashboard_elements: "tile",
  dashboard_filters: "filter",
  dashboard_layouts: "tab",
  board_sections: "section",
  board_items: "item",
  scheduled_plan_destination: "destination",
  content_metadata_accesses: "access",
  group_values: "value",
  user_values: "value",
  filterables: "filterable",
  listen: "listener",
  explores: "explore",
  source_queries: "source",
  dynamic_fields: "field",
};

/** Returns the noun for an entry of the list under a key. */
export function nounOf(list: string): string {
  return NOUNS[list] ?? list.replace(/s$/, "").replaceAll("_", " ");
}

/**
 * A rule that identifies a part. Two parts are the same if their values of all names are equal and the first is
 * present.
 */
export interface Way {
  readonly names: readonly string[];
  /** Whether the rule applies only if no other part of either list has the same values. */
  readonly isAlone: boolean;
}

/**
 * Returns the rules that identify the parts of a list, most reliable first. Names with `$` are not properties; the
 * caller defines their values. `$whole` is the entire part, `$content` the part without its ids and its place.
 * `$called` is the name of a tile, `$source` its content, `$place` the section of an item.
 */
export function waysToKnow(list: string): readonly Way[] {
  return Object.hasOwn(WAYS, list) ? WAYS[list] ?? ANY : ANY;
}

function by(...names: string[]): Way {
  return { names, isAlone: false };
}

/**
 * Returns a rule that makes later ones unnecessary for a part, because a pair that it finds would match by them too.
 */
function alone(...names: string[]): Way {
  return { names, isAlone: true };
}

const WHOLE = by("$whole");

const ANY = [by("id"), by("name"), by("title"), by("key"), by("label"), WHOLE];

const WAYS: Readonly<Record<string, readonly Way[]>> = {
  dashboard_elements: [
    by("id"),
    alone("$called", "type"),
    by("$content"),
    by("$called", "type", "$source"),
    by("$called", "type"),
    WHOLE,
  ],
  // Tiles refer to filters by name.
  dashboard_filters: [by("id"), by("name"), by("title"), WHOLE],
  // Every dashboard has an active tab.
  dashboard_layouts: [
    by("id"),
    by("$active"),
    by("label", "order"),
    by("label"),
    by("$inactive", "order"),
    WHOLE,
  ],
  // The position of a tile on a tab has no identity of its own. The tile identifies it.
  dashboard_layout_components: [by("dashboard_element_id"), by("id"), WHOLE],
  // Boards are compared with boards of other instances, in which the same id belongs to another part. An id alone is
  // the last rule.
  board_sections: [by("id", "$title"), by("$title"), by("id")],
  board_items: [by("id", "$place", "$content"), by("$place", "$content"), by("$content"), by("id")],
  content_metadata_accesses: [by("group_id"), by("user_id"), WHOLE],
  group_values: [by("group_id"), WHOLE],
  user_values: [by("user_id"), WHOLE],
  listen: [by("dashboard_filter_name", "field"), by("dashboard_filter_name"), by("field"), WHOLE],
  filterables: [by("model", "view", "name"), by("model", "view"), WHOLE],
};

/** Properties that name an entry. The first one with a value is used. */
const LABELS = [
  "title",
  "title_text",
  "label",
  "name",
  "custom_title",
  "dashboard_filter_name",
  "address",
  "view",
  "id",
];

/**
 * Returns a short name for the content of an item of a board: its own title, or `dashboard 7`; null if it shows
 * nothing.
 */
export function shownBy(item: JsonObject): string | null {
  const title = asText(item["custom_title"]);
  if (title !== null) return title;
  for (const what of ["dashboard", "look", "lookml_dashboard"]) {
    const id = asText(item[`${what}_id`]);
    if (id !== null) return `${what} ${id}`;
  }
  return null;
}

/** Returns the name of an entry of a list, such as `Revenue`; null if it has none. */
export function labelOf(part: JsonObject): string | null {
  for (const key of LABELS) {
    const text = asText(part[key]);
    if (text !== null) return text;
  }
  return null;
}

/**
 * What the comparison knows of Looker's bodies: properties that only repeat others, lists with parts of an item, and
 * the names of these parts.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";

/** Properties that follow from others, or that say who wrote and when: they change with every edit. */
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
  // An item is in its section.
  "board_section_id",
]);

/** Copies of another item beside its id. */
const COPIES: Readonly<Record<string, string>> = { folder: "folder_id", look: "look_id", user: "user_id" };

/** Whether a property of `object`, which is under the key `within`, only echoes others. */
export function isEcho(object: JsonObject, key: string, within: string): boolean {
  if (ECHOES.has(key)) return true;
  const copied = COPIES[key];
  if (copied !== undefined && asText(object[copied]) !== null) return true;
  // A query is immutable: an edit makes another one, with another id and slug.
  if (within === "query" && (key === "id" || key === "slug")) return true;
  // A tile holds its query twice.
  const maker = object["result_maker"];
  return key === "query" && isJsonObject(maker) && isJsonObject(maker["query"]);
}

/** What a part in a list is called. */
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

/** The noun for an entry of the list under a key. */
export function nounOf(list: string): string {
  return NOUNS[list] ?? list.replace(/s$/, "").replaceAll("_", " ");
}

/** A way to know a part: two are the same where they agree in all of these names, and have something under the first. */
export interface Way {
  readonly names: readonly string[];
  /** It counts only where no other part of either list says the same. */
  readonly isAlone: boolean;
}

/**
 * How parts of a list are known, the surest way first. Names with `$` are no properties: whoever asks for a match says what
 * they come to. `$whole` is all that the part says, `$content` the same without its ids and its place; `$called` is what a
 * tile is called, `$source` what it shows, `$place` the section in which an item lies.
 */
export function waysToKnow(list: string): readonly Way[] {
  return Object.hasOwn(WAYS, list) ? WAYS[list] ?? ANY : ANY;
}

function by(...names: string[]): Way {
  return { names, isAlone: false };
}

/** A way that spares the surer ones after it: what they pair agrees in this too. */
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
  // Tiles listen to filters by their names.
  dashboard_filters: [by("id"), by("name"), by("title"), WHOLE],
  // The active tab is the one that every dashboard has.
  dashboard_layouts: [
    by("id"),
    by("$active"),
    by("label", "order"),
    by("label"),
    by("$inactive", "order"),
    WHOLE,
  ],
  // A place on a tab has no identity of its own: it is its tile's.
  dashboard_layout_components: [by("dashboard_element_id"), by("id"), WHOLE],
  // Boards are compared with boards of other instances, where the same numbers are other things: an id alone counts last.
  board_sections: [by("id", "$title"), by("$title"), by("id")],
  board_items: [by("id", "$place", "$content"), by("$place", "$content"), by("$content"), by("id")],
  content_metadata_accesses: [by("group_id"), by("user_id"), WHOLE],
  group_values: [by("group_id"), WHOLE],
  user_values: [by("user_id"), WHOLE],
  listen: [by("dashboard_filter_name", "field"), by("dashboard_filter_name"), by("field"), WHOLE],
  filterables: [by("model", "view", "name"), by("model", "view"), WHOLE],
};

/** Properties that name an entry, the first that says something counts. */
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

/** What an item of a board shows, in short: its own title, or `dashboard 7`; null when it shows nothing. */
export function shownBy(item: JsonObject): string | null {
  const title = asText(item["custom_title"]);
  if (title !== null) return title;
  for (const what of ["dashboard", "look", "lookml_dashboard"]) {
    const id = asText(item[`${what}_id`]);
    if (id !== null) return `${what} ${id}`;
  }
  return null;
}

/** What an entry of a list is called, such as `Revenue`; null when nothing names it. */
export function labelOf(part: JsonObject): string | null {
  for (const key of LABELS) {
    const text = asText(part[key]);
    if (text !== null) return text;
  }
  return null;
}

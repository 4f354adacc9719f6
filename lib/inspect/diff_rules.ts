/**
 * What the comparison knows of Looker's bodies: which properties only echo others, which lists hold parts of an item, and
 * what these are called.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject } from "../codec/json_value.ts";

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
]);

/** Copies of another item beside its id. */
const COPIES: Readonly<Record<string, string>> = { folder: "folder_id", look: "look_id", user: "user_id" };

/** Whether a property of `object`, which stands under the key `within`, only echoes others. */
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

/** Ways in which two entries of a list can be the same, the surest first: the properties that must agree. */
export function identitiesOf(list: string): readonly (readonly string[])[] {
  return IDENTITIES[list] ?? [["id"], ["name"], ["title"], ["key"], ["label"]];
}

const IDENTITIES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  dashboard_elements: [["id"], ["title", "type"], ["title_text", "type"]],
  dashboard_filters: [["id"], ["name"], ["title"]],
  dashboard_layouts: [["id"], ["label"]],
  content_metadata_accesses: [["group_id"], ["user_id"]],
  group_values: [["group_id"]],
  user_values: [["user_id"]],
  listen: [["dashboard_filter_name", "field"], ["dashboard_filter_name"], ["field"]],
  filterables: [["model", "view", "name"], ["model", "view"]],
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

/** What an entry of a list is called, such as `Revenue`; null when nothing names it. */
export function labelOf(part: JsonObject): string | null {
  for (const key of LABELS) {
    const text = asText(part[key]);
    if (text !== null) return text;
  }
  return null;
}

/**
 * Changes the texts that users wrote in a body: titles, descriptions, text tiles, notes, messages. Pure.
 *
 * @module
 */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
} from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { isJsonText, jsonStrings } from "../links/json_text.ts";
import { COMPUTED } from "./places.ts";

/** Properties with a text that users write, in any object of an item. */
const WRITTEN: Partial<Record<ContentType, ReadonlySet<string>>> = {
  dashboards: new Set([
    "title",
    "description",
    "body_text",
    "title_text",
    "subtitle_text",
    "note_text",
    "rich_content_json",
    "aria_description",
  ]),
  looks: new Set(["title", "description"]),
  boards: new Set(["title", "description", "custom_title", "custom_description"]),
  scheduled_plans: new Set(["name", "message"]),
  alerts: new Set(["custom_title", "description"]),
};

/** Objects whose titles and descriptions stay: tiles refer to filters by name, and queries are not texts. */
const PASSED = new Set([
  "look",
  "query",
  "result_maker",
  "dashboard_filters",
  "dashboard_layouts",
  "_vault",
  "user",
]);
const DEEPEST = 50;

/** The types with texts that can be changed. */
export const WRITTEN_TYPES = Object.keys(WRITTEN) as readonly ContentType[];

/**
 * Returns a body with each of its texts changed, or the same body if none changes. In JSON, only the strings change.
 */
export function mapTexts(type: ContentType, body: JsonObject, change: (text: string) => string): JsonObject {
  const written = WRITTEN[type];
  if (written === undefined) return body;
  const object = (value: JsonObject, depth: number): JsonObject =>
    mapValues(value, (one, key) => {
      if (typeof one === "string") return written.has(key) ? changed(one, change) : one;
      return COMPUTED.has(key) || PASSED.has(key) || depth > DEEPEST ? one : inner(one, depth + 1);
    });
  const inner = (value: JsonValue, depth: number): JsonValue => {
    if (Array.isArray(value)) return mapItems(value, (one) => depth > DEEPEST ? one : inner(one, depth + 1));
    return isJsonObject(value) ? object(value, depth) : value;
  };
  return object(body, 0);
}

function changed(text: string, change: (text: string) => string): string {
  if (!isJsonText(text)) return change(text);
  let result = "", done = 0;
  for (const read of jsonStrings(text)) {
    const after = change(read.value);
    if (after === read.value) continue;
    const start = read.at(0), end = read.at(read.value.length);
    result += text.slice(done, start) + read.written(after, text.slice(start, end));
    done = end;
  }
  return result + text.slice(done);
}

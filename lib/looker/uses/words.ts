/**
 * The texts of a body that users search: names, descriptions, text tiles, notes, messages, values of filters. Pure.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { REGISTRY } from "../content_types.ts";
import { type PathStep, pathText } from "./path.ts";

/** A text and its path. */
export interface FoundText {
  text: string;
  path: string;
}

/** Properties with a text that users write, in any object. */
const PROSE: ReadonlySet<string> = new Set([
  "title",
  "name",
  "label",
  "description",
  "body_text",
  "title_text",
  "subtitle_text",
  "note_text",
  "aria_description",
  "message",
  "custom_title",
  "custom_description",
  "custom_url",
  "default_value",
  "filters_string",
  "address",
  "email",
  "email_address",
  "display_name",
  "first_name",
  "last_name",
  "value",
  "filter_value",
  "filter_title",
  "dashboard_filter_name",
  "rich_content_json",
]);
/** The objects whose values users filter by. */
const FILTERS = "filters";
/** Copies of other data, LookML, and settings whose texts no user wrote. */
const PASSED: ReadonlySet<string> = new Set([
  "can",
  "folder",
  "look",
  "result_maker",
  "vis_config",
  "filter_config",
  "dashboard_layouts",
  "quick_calcs",
  "analysis_config",
  "ui_state",
  "looker_versions",
  "sessions",
]);
const LOOKML = new Set(["dimensions", "measures", "filters", "parameters"]);

/** The length to which a text is cut, and the maximum number of texts of one body. */
const LONGEST = 100_000, MOST = 20_000;
/** The maximum depth of a search. No text that a user writes is at a greater depth. */
const DEEPEST = 200;

/** Returns the texts of a body: its names, and all other texts. */
export function wordsOf(type: ContentType, body: JsonObject): { names: FoundText[]; texts: FoundText[] } {
  const names: FoundText[] = [], texts: FoundText[] = [];
  const own = REGISTRY[type].name;
  for (const key of own) {
    const text = asText(body[key]);
    if (text !== null) names.push({ text: text.slice(0, LONGEST), path: key });
  }
  const path: PathStep[] = [];
  const note = (text: string): void => {
    if (text !== "" && texts.length < MOST) {
      texts.push({ text: text.slice(0, LONGEST), path: pathText(path) });
    }
  };
  const walk = (value: JsonValue, key: string): void => {
    if (typeof value === "string") return PROSE.has(key) ? note(readable(value)) : undefined;
    if (path.length > DEEPEST) return;
    if (Array.isArray(value)) {
      for (const [i, one] of value.entries()) at(i, () => walk(one, key));
    } else if (isJsonObject(value)) {
      for (const inner of Object.keys(value)) {
        const one = value[inner] ?? null;
        if (one === null || PASSED.has(inner) || (path.length === 0 && own.includes(inner))) continue;
        at(inner, () => inner === FILTERS ? values(one) : walk(one, inner));
      }
    }
  };
  /** Adds the values of filters, whatever their keys are. */
  const values = (value: JsonValue): void => {
    if (path.length > DEEPEST) return;
    if (typeof value === "string") note(value);
    else if (Array.isArray(value)) { for (const [i, one] of value.entries()) at(i, () => walk(one, "")); }
    else if (isJsonObject(value)) {
      for (const inner of Object.keys(value)) at(inner, () => values(value[inner] ?? null));
    }
  };
  const at = (step: PathStep, work: () => void): void => {
    path.push(step);
    work();
    path.pop();
  };
  if (type === "explores") exploreWords(body, note, at);
  else walk(body, "");
  return { names, texts };
}

/** Adds the texts of an explore, and the names, labels and descriptions of its fields. */
function exploreWords(
  body: JsonObject,
  note: (text: string) => void,
  at: (step: PathStep, work: () => void) => void,
): void {
  for (const key of ["label", "description", "title"]) {
    const text = asText(body[key]);
    if (text !== null) at(key, () => note(text));
  }
  const fields = body["fields"];
  if (!isJsonObject(fields)) return;
  for (const list of Object.keys(fields)) {
    const some = fields[list];
    if (!LOOKML.has(list) || !Array.isArray(some)) continue;
    for (const [i, field] of some.entries()) {
      if (!isJsonObject(field)) continue;
      for (const key of ["name", "label", "description"]) {
        const text = asText(field[key]);
        if (text !== null) at("fields", () => at(list, () => at(i, () => at(key, () => note(text)))));
      }
    }
  }
}

const BREAKS = /<(?:br|p|div|li|h\d|td|tr)\b[^>]*>/gi, TAGS = /<[a-z/!][^>]*>/gi;

/** Returns the readable part of a text: without the JSON of Slate, and without HTML tags. */
export function readable(text: string): string {
  if (text.startsWith("[{") || text.startsWith('{"')) {
    const found: string[] = [];
    try {
      // JSON that is nested too deeply throws too.
      slateTexts(JSON.parse(text), found);
    } catch {
      return text;
    }
    return found.join(" ");
  }
  if (!text.includes("<")) return text;
  return text.replace(BREAKS, " ").replace(TAGS, "").replaceAll("&nbsp;", " ").replaceAll("&amp;", "&")
    .trim();
}

function slateTexts(value: unknown, found: string[]): void {
  if (Array.isArray(value)) return value.forEach((one) => slateTexts(one, found));
  if (typeof value !== "object" || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== "string") slateTexts(one, found);
    else if (key === "text" || key === "url" || key === "href") found.push(one);
  }
}

/** Returns the words of a text for a search: in lower case, without accents. */
export function tokens(text: string): string[] {
  // ASCII text has no accents.
  const folded = /^[\0-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return folded.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

/**
 * The forms of Looker's addresses, and the properties whose texts can contain them. Sources: the paths of Looker's
 * own pages (`/dashboards/12`, `/embed/looks/7`, `/browse/boards/4`), and the texts of the schemas.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY, typesWith } from "./content_types.ts";

/** The type that each path segment names. `/folders/3` and the older `/spaces/3` are the same folder. */
const SEGMENTS: Readonly<Record<string, ContentType>> = Object.fromEntries(
  typesWith("paths").flatMap((type) => (REGISTRY[type].paths ?? []).map((segment) => [segment, type])),
);

/** The types that links can point to. */
export const LINKED_TYPES: readonly ContentType[] = [...new Set(Object.values(SEGMENTS)), "lookml_models"];

/** Segments that can precede the segment of a type: for embedding, and in older paths of boards. */
const BEFORE = "(?:embed|browse)";

const ITEM = new RegExp(`/(?:${BEFORE}/)?(${Object.keys(SEGMENTS).join("|")})/([A-Za-z0-9_-]+)`, "y");
const EXPLORE = new RegExp(
  `/(?:${BEFORE}/)?explore/([^/?#&\\s"'<>\\\\]+)/[^/?#&\\s"'<>\\\\]+([^\\s"'<>\\\\]*)`,
  "y",
);
/** Saved queries, which only their own instance knows. */
const SAVED_QUERY = /[?&](?:qid|qlid)=/;

/** A quick check whether a text may contain a path of Looker, before the slow check. */
export const MAY_LINK = /(?:dashboards|looks|folders|spaces|boards|explore)/;

/** The item that a path names. */
export interface NamedByPath {
  type: ContentType;
  id: string;
  /** The position of the id in the text. */
  start: number;
  end: number;
}

/**
 * Returns the item that the path at a position of a text names. Returns null if the path is not a path of Looker, or
 * has no id of a stored item: LookML dashboards have names (`model::name`), and only its own instance knows a saved
 * query.
 */
export function namedByPath(text: string, at: number): NamedByPath | null {
  ITEM.lastIndex = at;
  const item = ITEM.exec(text), [, segment = "", id = ""] = item ?? [];
  const type = Object.hasOwn(SEGMENTS, segment) ? SEGMENTS[segment] : undefined;
  if (item !== null && type !== undefined) {
    const end = at + item[0].length, after = text.slice(end, end + 2);
    // In `model::name` and `12%20x`, the id is longer than the match.
    return /^%|^:\S/.test(after) ? null : { type, id, start: end - id.length, end };
  }
  EXPLORE.lastIndex = at;
  const explore = EXPLORE.exec(text), [, model = "", rest = ""] = explore ?? [];
  if (explore === null || SAVED_QUERY.test(rest)) return null;
  const start = at + explore[0].indexOf("explore/") + "explore/".length;
  return { type: "lookml_models", id: model, start, end: start + model.length };
}

/** The properties whose texts can contain links, by type, from {@linkcode ContentTypeEntry.texts}. */
export const TEXTS: Partial<Record<ContentType, ReadonlySet<string>>> = Object.fromEntries(
  typesWith("texts").map((type) => [type, new Set(REGISTRY[type].texts)]),
);

/** Objects with keys that users choose, and values that are data and never texts with links, whatever the key is. */
export const DATA: ReadonlySet<string> = new Set([
  "filters",
  "filter_config",
  "ui_config",
  "default_value",
  "load_configuration",
  "applied_dashboard_filters",
  "field",
]);

/** An address in two properties: the host, and the path with its parameters. */
export const URL_IN_PARTS = { base: "custom_url_base", params: "custom_url_params" } as const;

/** The user attribute with the page that opens after login. Only the values of this attribute are addresses. */
export const LANDING_PAGE = "landing_page";

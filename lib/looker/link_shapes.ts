/**
 * The forms of Looker's addresses, and the properties whose texts can contain them. Sources: the paths of Looker's own
 * pages (`/dashboards/12`, `/embed/looks/7`, `/browse/boards/4`), the schemas' texts.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY, typesWith } from "./content_types.ts";

/** What a path segment names: `/folders/3` and the older `/spaces/3` are the same folder. */
const SEGMENTS: Readonly<Record<string, ContentType>> = Object.fromEntries(
  typesWith("paths").flatMap((type) => (REGISTRY[type].paths ?? []).map((segment) => [segment, type])),
);

/** What links can point to. */
export const LINKED_TYPES: readonly ContentType[] = [...new Set(Object.values(SEGMENTS)), "lookml_models"];

/** Segments before those: pages for embedding, and the older ones of boards. */
const BEFORE = "(?:embed|browse)";

const ITEM = new RegExp(`/(?:${BEFORE}/)?(${Object.keys(SEGMENTS).join("|")})/([A-Za-z0-9_-]+)`, "y");
const EXPLORE = new RegExp(
  `/(?:${BEFORE}/)?explore/([^/?#&\\s"'<>\\\\]+)/[^/?#&\\s"'<>\\\\]+([^\\s"'<>\\\\]*)`,
  "y",
);
/** Saved queries: one instance's own, and unknown to any other. */
const SAVED_QUERY = /[?&](?:qid|qlid)=/;

/** Whether a text may hold such a path: a quick look, before a slow one. */
export const MAY_LINK = /(?:dashboards|looks|folders|spaces|boards|explore)/;

/** What a path names. */
export interface NamedByPath {
  type: ContentType;
  id: string;
  /** Where the id is. */
  start: number;
  end: number;
}

/**
 * What the path at a place of a text names; null if it is no path of Looker, or names nothing that is kept: LookML
 * dashboards go by names (`model::name`), and a saved query is known to its own instance alone.
 */
export function namedByPath(text: string, at: number): NamedByPath | null {
  ITEM.lastIndex = at;
  const item = ITEM.exec(text), [, segment = "", id = ""] = item ?? [];
  const type = Object.hasOwn(SEGMENTS, segment) ? SEGMENTS[segment] : undefined;
  if (item !== null && type !== undefined) {
    const end = at + item[0].length, after = text.slice(end, end + 2);
    // `model::name`, `12%20x`: another id than it seems.
    return /^%|^:\S/.test(after) ? null : { type, id, start: end - id.length, end };
  }
  EXPLORE.lastIndex = at;
  const explore = EXPLORE.exec(text), [, model = "", rest = ""] = explore ?? [];
  if (explore === null || SAVED_QUERY.test(rest)) return null;
  const start = at + explore[0].indexOf("explore/") + "explore/".length;
  return { type: "lookml_models", id: model, start, end: start + model.length };
}

/** Properties that hold texts with links, by type, as {@linkcode ContentTypeEntry.texts} says. */
export const TEXTS: Partial<Record<ContentType, ReadonlySet<string>>> = Object.fromEntries(
  typesWith("texts").map((type) => [type, new Set(REGISTRY[type].texts)]),
);

/** Maps whose keys anybody chooses, and whose values are data: nothing in them is a text, whatever it is called. */
export const DATA: ReadonlySet<string> = new Set([
  "filters",
  "filter_config",
  "ui_config",
  "default_value",
  "load_configuration",
  "applied_dashboard_filters",
  "field",
]);

/** An address in two parts, the path and what follows apart from the host. */
export const URL_IN_PARTS = { base: "custom_url_base", params: "custom_url_params" } as const;

/** The user attribute that holds where people land: its values are addresses, those of all others data. */
export const LANDING_PAGE = "landing_page";

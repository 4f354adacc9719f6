/**
 * Matches the parts of the live dashboard with the parts of the wanted one: by id, else by content. Pure.
 *
 * @module
 */
import { asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { sameSense, senseText } from "../../codec/same_sense.ts";
import { matchByIdentity } from "../../live/diff/match_parts.ts";
import { formRules } from "../../looker/equality.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { type DashboardForm, ownOf, type PartForm, type TabForm, type TileForm } from "./form_types.ts";

/** Pairs of wanted and live parts, wanted parts without a live one, and live parts without a wanted one. */
export interface Matched<P extends PartForm = PartForm> {
  pairs: { wanted: P; live: P }[];
  missing: P[];
  extra: P[];
}

const RULES = formRules("dashboards");

/** The parts of two dashboards, paired. */
export interface MatchedParts {
  filters: Matched;
  elements: Matched<TileForm>;
  layouts: Matched<TabForm>;
}

/** Pairs the parts of a wanted dashboard with the parts of a live one. An unknown list has no pairs. */
export function matchParts(live: DashboardForm, wanted: DashboardForm): MatchedParts {
  return {
    filters: match("dashboard_filters", wanted.dashboard_filters, live.dashboard_filters),
    elements: match("dashboard_elements", wanted.dashboard_elements, live.dashboard_elements),
    layouts: match("dashboard_layouts", wanted.dashboard_layouts, live.dashboard_layouts),
  };
}

/** Returns the live ids of parts, by {@linkcode partKey} of their ids in the wanted form. */
export function partIds({ filters, elements, layouts }: MatchedParts): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const add = (kind: PartKind, { pairs }: Matched): void => {
    for (const { wanted, live } of pairs) {
      ids.set(partKey(kind, wanted.id), live.id);
    }
  };
  add("dashboard_filters", filters);
  add("dashboard_elements", elements);
  add("dashboard_layouts", layouts);
  return ids;
}

/** Returns a key that is unique among all parts. A tile, a filter and a tab can have the same id. */
export function partKey(kind: PartKind, id: string): string {
  return `${kind}/${id}`;
}

/** Pairs the parts of two lists by the rules of `diff`. */
function match<P extends PartForm>(
  list: PartKind,
  wanted: readonly P[] | undefined,
  live: readonly P[] = [],
): Matched<P> {
  if (wanted === undefined) return { pairs: [], missing: [], extra: [] };
  const uncaptured = uncapturedMerges(wanted);
  const { pairs, removed, added } = matchByIdentity(live, wanted, {
    list,
    answer: (part, name) => answerOf(part, name, uncaptured),
  });
  return { pairs: pairs.map(({ from, to }) => ({ wanted: to, live: from })), missing: added, extra: removed };
}

/** Returns a value of a part of a form that the matching rules use. */
function answerOf(part: TileForm, name: string, uncaptured: ReadonlySet<string>): JsonValue | undefined {
  switch (name) {
    case "id":
      return part.id;
    case "$called":
      return elementName(part);
    case "$source":
      return sourceText(part, uncaptured);
    case "$content":
      return `${sourceText(part, uncaptured)} ${senseText(content(part), RULES)}`;
    case "$whole":
      return senseText(content(part), RULES);
    case "$active":
      return part["active"] === true ? "active" : null;
    case "$inactive":
      return part["active"] === true ? null : "inactive";
    default:
      return part[name];
  }
}

/** Returns the ids of the merge queries that the backup knows only by id. */
function uncapturedMerges(tiles: readonly TileForm[]): ReadonlySet<string> {
  return new Set(tiles.flatMap(({ source }) => typeof source?.merge === "string" ? [source.merge] : []));
}

/**
 * Returns the content of a tile as a text. A merge query that the backup knows only by id is represented by its id,
 * also in the live tile.
 */
function sourceText({ source, merge_id }: TileForm, uncaptured: ReadonlySet<string>): string {
  if (typeof source?.merge === "string") return `merge ${source.merge}`;
  return merge_id !== undefined && uncaptured.has(merge_id) ? `merge ${merge_id}` : senseText(source, RULES);
}

/** Returns the name of a tile. */
export function elementName(element: JsonObject): string | null {
  return asText(element["title"]) ?? asText(element["title_text"]);
}

const TEXTUAL = new Set(["text", "button", "rich_text", "extension"]);

/** Whether a tile shows no data. Looker cannot convert such a tile into one with data, or the other way around. */
export function isWithoutData({ type, filter, lost, source }: TileForm): boolean {
  const showsFilter = source === undefined && (filter !== undefined || lost !== undefined);
  return showsFilter || TEXTUAL.has(asText(type) ?? "");
}

/**
 * Whether a live tile shows the same content as a wanted one. A merge query that the backup knows only by id is
 * compared by id.
 */
export function sameSource({ source }: TileForm, live: TileForm): boolean {
  if (typeof source?.merge === "string") return source.merge === live.merge_id;
  return sameSense(source, live.source, RULES);
}

/**
 * Returns a part without its identity. A tile is also without its position and source, but includes the filters to
 * which it listens.
 */
function content(part: TileForm): JsonObject {
  const { maker } = part;
  return { ...ownOf(part), ...(maker !== undefined && { maker }) };
}

/**
 * Which part of the live dashboard is which of the wanted one: by id, else by content. Pure.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonObject, type JsonValue } from "../../../codec/json_value.ts";
import { sameSense, senseText } from "../../../codec/same_sense.ts";
import { matchByIdentity } from "../../../live/diff/match_parts.ts";
import { formRules } from "../../../looker/equality.ts";
import type { PartKind } from "../../../looker/item_ref.ts";
import { ECHOES, FROM, ID, MERGE_ID } from "./dashboard_form.ts";

/** Wanted parts with their live ones, what is only wanted, and what is only live. */
export interface Matched {
  pairs: { wanted: JsonObject; live: JsonObject }[];
  missing: JsonObject[];
  extra: JsonObject[];
}

const RULES = formRules("dashboards");

/** The parts of two dashboards, paired. */
export interface MatchedParts {
  filters: Matched;
  elements: Matched;
  layouts: Matched;
}

/** Pairs the parts of a wanted dashboard with those of a live one. A list that is unknown pairs with nothing. */
export function matchParts(live: JsonObject, wanted: JsonObject): MatchedParts {
  const known = (list: PartKind): Matched =>
    Array.isArray(wanted[list]) ? match(list, wanted, live) : { pairs: [], missing: [], extra: [] };
  return {
    filters: known("dashboard_filters"),
    elements: known("dashboard_elements"),
    layouts: known("dashboard_layouts"),
  };
}

/** Live ids of parts, by {@linkcode partKey} of the ids that they have in the wanted form. */
export function partIds({ filters, elements, layouts }: MatchedParts): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const add = (kind: PartKind, { pairs }: Matched): void => {
    for (const { wanted, live } of pairs) {
      ids.set(partKey(kind, asText(wanted[ID]) ?? ""), asText(live[ID]) ?? "");
    }
  };
  add("dashboard_filters", filters);
  add("dashboard_elements", elements);
  add("dashboard_layouts", layouts);
  return ids;
}

/** A part among all parts: tiles, filters and tabs are numbered apart, and share numbers. */
export function partKey(kind: PartKind, id: string): string {
  return `${kind}/${id}`;
}

/** Pairs the parts of two lists by the rules that `diff` knows them by. */
function match(list: PartKind, wanted: JsonObject, live: JsonObject): Matched {
  const parts = asObjects(wanted[list]), uncaptured = uncapturedMerges(parts);
  const { pairs, removed, added } = matchByIdentity(asObjects(live[list]), parts, {
    list,
    answer: (part, name) => answerOf(part, name, uncaptured),
  });
  return { pairs: pairs.map(({ from, to }) => ({ wanted: to, live: from })), missing: added, extra: removed };
}

/** What a part of a form answers to the rules by which parts are known. */
function answerOf(part: JsonObject, name: string, uncaptured: ReadonlySet<string>): JsonValue | undefined {
  switch (name) {
    case "id":
      return part[ID];
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

/** Merge queries that the backup knows by their ids alone. */
function uncapturedMerges(tiles: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(tiles.flatMap(({ _source }) => {
    const merge = asObject(_source)["merge"];
    return typeof merge === "string" ? [merge] : [];
  }));
}

/** What a tile shows. A merge query that the backup knows by its id alone is that id, in the live tile too. */
function sourceText(tile: JsonObject, uncaptured: ReadonlySet<string>): string {
  const { merge } = asObject(tile["_source"]), id = asText(tile[MERGE_ID]);
  if (typeof merge === "string") return `merge ${merge}`;
  return id !== null && uncaptured.has(id) ? `merge ${id}` : senseText(tile["_source"], RULES);
}

/** What a tile is called. */
export function elementName(element: JsonObject): string | null {
  return asText(element["title"]) ?? asText(element["title_text"]);
}

const TEXTUAL = new Set(["text", "button", "rich_text", "extension"]);

/** Whether a tile shows no data: such a tile cannot become one that does, nor the other way round. */
export function isWithoutData({ type, _filter, _lost, _source }: JsonObject): boolean {
  const showsFilter = _source === undefined && (_filter !== undefined || _lost !== undefined);
  return showsFilter || TEXTUAL.has(asText(type) ?? "");
}

/** Whether a live tile shows what a wanted one shows. A merge query that the backup knows by its id alone is compared by it. */
export function sameSource(wanted: JsonObject, live: JsonObject): boolean {
  const merge = asObject(wanted["_source"])["merge"];
  if (typeof merge === "string") return merge === asText(live[MERGE_ID]);
  return sameSense(wanted["_source"], live["_source"], RULES);
}

/** A part without its identity, and a tile without its place and its source. */
function content(element: JsonObject): JsonObject {
  const { [FROM]: _from, [ID]: _id, [MERGE_ID]: _merge, [ECHOES]: _echoes, ...rest } = element;
  const { _source, _layout, _filter, _lost, _broken, _components, ...own } = rest;
  return own;
}

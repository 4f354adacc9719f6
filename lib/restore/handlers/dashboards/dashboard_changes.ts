/**
 * What differs between a live dashboard and a wanted one, part by part. Pure.
 *
 * @module
 */
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../../codec/json_value.ts";
import { Comparison } from "../../../live/diff/comparison.ts";
import { matchByIdentity } from "../../../live/diff/match_parts.ts";
import { nameInPath, type Place, placeOfPart, placeUnder, rootPlace } from "../../../live/diff/place.ts";
import {
  type Change,
  changesIn,
  diffForms as diffAny,
  pick,
  withoutNulls,
} from "../../../live/form_changes.ts";
import { formRules } from "../../../looker/equality.ts";
import { FROM, ID } from "./dashboard_form.ts";
import { matchParts, partIds, partKey, sameSource } from "./match_tiles.ts";
import { elementName, isWithoutData, type Matched } from "./match_tiles.ts";

/** The changes from one form to another, as forms of dashboards and their parts are compared. */
export function diffForms(from: JsonObject, to: JsonObject, path = ""): Change[] {
  return diffAny(from, to, { type: "dashboards", path });
}

/** The changes from a live dashboard to a wanted one. */
export function diffDashboards(live: JsonObject, wanted: JsonObject): Change[] {
  const walk = new Comparison(), root = rootPlace(formRules("dashboards"));
  walk.forms(top(live), top(wanted), root);
  const { filters, elements, layouts } = matchParts(live, wanted);
  const ids = partIds({ filters, elements, layouts });
  const names = new Map(asObjects(wanted["dashboard_elements"]).map((one) => [one[FROM], elementName(one)]));
  const parts = (list: keyof typeof NAMES, { pairs, missing, extra }: Matched, pair: PairWalk): void =>
    walk.parts(
      {
        pairs: pairs.map(({ wanted, live }) => ({ from: live, to: wanted })),
        removed: extra,
        added: missing,
      },
      placeUnder(root, list),
      { name: (part) => nameInPath(nameOf(list, part)), whole: ownOf, pair },
    );
  parts("dashboard_filters", filters, (from, to, at) => walk.forms(ownOf(from), ownOf(to), at));
  parts("dashboard_elements", elements, (from, to, at) => compareElements(walk, { from, to, at, ids }));
  parts("dashboard_layouts", layouts, (from, to, at) => {
    walk.forms(ownOf(from), ownOf(to), at);
    compareComponents(walk, { from, to, at }, { ids, names });
  });
  return changesIn(walk);
}

type PairWalk = (from: JsonObject, to: JsonObject, at: Place) => void;

/** A live part, the wanted one, and where they stand. */
interface Pair {
  from: JsonObject;
  to: JsonObject;
  at: Place;
}

/** Everything of a dashboard but its parts. */
export function top(form: JsonObject): JsonObject {
  const { dashboard_filters: _filters, dashboard_elements: _elements, dashboard_layouts: _layouts, ...rest } =
    form;
  return rest;
}

/** A part's own properties. */
export function ownOf(form: JsonObject): JsonObject {
  return pick(form, Object.keys(form).filter((key) => !key.startsWith("_")));
}

/** The changes of a part's own properties. */
export function ownDiff(from: JsonObject, to: JsonObject): Change[] {
  return diffForms(ownOf(from), ownOf(to));
}

/** What a tile refers to on its dashboard. */
const LINKS = [
  ["_layout", "dashboard_layouts", "dashboard_layout_id"],
  ["_filter", "dashboard_filters", "filter_id"],
] as const;

/** The changes of a tile: its properties, its data, its settings, its tab and its filter. */
export function diffElements(from: JsonObject, to: JsonObject, ids: ReadonlyMap<string, string>): Change[] {
  const walk = new Comparison();
  compareElements(walk, { from, to, at: rootPlace(formRules("dashboards")), ids });
  return changesIn(walk);
}

function compareElements(
  walk: Comparison,
  { from, to, at, ids }: Pair & { ids: ReadonlyMap<string, string> },
): void {
  walk.forms(ownOf(from), ownOf(to), at);
  // A look that is nowhere any more cannot be shown: what the tile shows now stays.
  if (to["_lost"] === undefined && !sameSource(to, from)) compareSources(walk, { from, to, at });
  if (isWithoutData(to) && from["_source"] !== undefined) {
    walk.say("removed", placeUnder(at, "source"), { from: from["_source"], to: null });
  }
  if (isJsonObject(to["_maker"])) {
    const before = isJsonObject(from["_maker"]) ? from["_maker"] : { filterables: [] };
    walk.forms(before, to["_maker"], placeUnder(at, "result_maker"));
  }
  for (const [key, kind, name] of LINKS) {
    const wanted = asText(to[key]), live = asText(from[key]);
    const goal = wanted === null ? null : ids.get(partKey(kind, wanted)) ?? wanted;
    if (goal !== null && goal !== live) walk.say("changed", placeUnder(at, name), { from: live, to: goal });
  }
}

function compareSources(walk: Comparison, { from, to, at }: Pair): void {
  const before = asObject(from["_source"]), after = asObject(to["_source"]);
  // Two queries are compared part by part: a person wants to see which filter it was.
  if (isJsonObject(before["query"]) && isJsonObject(after["query"])) {
    walk.forms(before["query"], after["query"], placeUnder(at, "query"));
  } else walk.forms(before, after, placeUnder(at, "source"));
}

function compareComponents(
  walk: Comparison,
  { from, to, at }: Pair,
  { ids, names }: { ids: ReadonlyMap<string, string>; names: ReadonlyMap<unknown, string | null> },
): void {
  const tileOf = (one: JsonObject): string => {
    const id = asText(one[ID]) ?? "";
    return ids.get(partKey("dashboard_elements", id)) ?? id;
  };
  const kept = new Set(
    [...ids].flatMap(([key, id]) => key.startsWith(partKey("dashboard_elements", "")) ? [id] : []),
  );
  const { pairs, removed, added } = matchByIdentity(
    asObjects(from["_components"]),
    asObjects(to["_components"]),
    {
      list: "dashboard_layout_components",
      answer: (one, name) => name === "dashboard_element_id" ? one[ID] : null,
      answerOfLater: (one, name) => name === "dashboard_element_id" ? tileOf(one) : null,
    },
  );
  const list = placeUnder(at, "components");
  walk.parts(
    {
      pairs,
      removed: [],
      // A place that was taken away on a tab where there is none says nothing.
      added: added.filter((one) => one["deleted"] !== true),
    },
    list,
    {
      name: (one) => nameInPath(names.get(one[FROM]) ?? asText(one[FROM])),
      // A tile that is still to be made gets its place with the rest of it: one change, not one a property.
      whole: (one) => withoutNulls(ownOf(one)),
      pair: (before, after, there) => walk.forms(ownOf(before), ownOf(after), there),
    },
  );
  // A tile that is to stay, but not on this tab: Looker puts new tiles somewhere by itself.
  for (const one of removed) {
    if (one["deleted"] === true || !kept.has(asText(one[ID]) ?? "")) continue;
    const there = placeUnder(placeOfPart(list, nameInPath(asText(one[FROM]))), "deleted");
    walk.say("changed", there, { from: one["deleted"] ?? null, to: true });
  }
}

/** What a part is called. */
const NAMES = {
  dashboard_filters: (one: JsonObject) => asText(one["title"]),
  dashboard_elements: elementName,
  dashboard_layouts: (one: JsonObject) => asText(one["label"]) ?? (one["active"] === true ? "active" : null),
} as const;

/** The path of a part: `dashboard_elements[Revenue]`. */
export function pathOf(list: keyof typeof NAMES, part: JsonObject): string {
  return `${list}[${nameOf(list, part) ?? ""}]`;
}

function nameOf(list: keyof typeof NAMES, part: JsonObject): string | null {
  return NAMES[list](part) ?? asText(part[FROM]);
}

/**
 * The differences between a live dashboard and a wanted one, part by part. Pure.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import { Comparison } from "../../live/diff/comparison.ts";
import { matchByIdentity } from "../../live/diff/match_parts.ts";
import { nounOf } from "../../live/diff/part_rules.ts";
import {
  nameInPath,
  nounInWords,
  type Place,
  placeOfPart,
  placeUnder,
  rootPlace,
} from "../../live/diff/place.ts";
import { type Change, changesIn, diffForms as diffAny, withoutNulls } from "../../live/form_changes.ts";
import { formRules } from "../../looker/equality.ts";
import { OWN_REQUESTS } from "./dashboard_form.ts";
import { type DashboardForm, ownOf, type PartForm, type TabForm, type TileForm } from "./form_types.ts";
import {
  elementName,
  isWithoutData,
  type Matched,
  matchParts,
  partIds,
  partKey,
  sameSource,
} from "./match_tiles.ts";

/** Returns the changes from one form to another, with the rules for dashboards and their parts. */
export function diffForms(from: JsonObject, to: JsonObject, path = ""): Change[] {
  return diffAny(from, to, { type: "dashboards", path });
}

/** Returns the changes from a live dashboard to a wanted one. */
export function diffDashboards(live: DashboardForm, wanted: DashboardForm): Change[] {
  const walk = new Comparison(), root = rootPlace(formRules("dashboards"));
  walk.forms(top(live), top(wanted), root, OWN_REQUESTS.ownRequests);
  const { filters, elements, layouts } = matchParts(live, wanted);
  const ids = partIds({ filters, elements, layouts });
  const names = new Map(wanted.dashboard_elements?.map((one) => [one.from, elementName(one)]));
  const parts = <P extends PartForm>(
    list: keyof typeof NAMES,
    { pairs, missing, extra }: Matched<P>,
    pair: (from: P, to: P, at: Place) => void,
  ): void =>
    walk.parts<P>(
      {
        pairs: pairs.map(({ wanted, live }) => ({ from: live, to: wanted })),
        removed: extra,
        added: missing,
      },
      placeUnder(root, list),
      { name: (part) => nounInWords(nounOf(list), nameOf(list, part)), whole: ownOf, pair },
    );
  parts("dashboard_filters", filters, (from, to, at) => walk.forms(ownOf(from), ownOf(to), at));
  parts("dashboard_elements", elements, (from, to, at) => compareElements(walk, { from, to, at, ids }));
  parts("dashboard_layouts", layouts, (from, to, at) => {
    walk.forms(ownOf(from), ownOf(to), at);
    compareComponents(walk, { from, to, at }, { ids, names });
  });
  return changesIn(walk);
}

/** A live part, the wanted part, and their place. */
interface Pair<P extends PartForm> {
  from: P;
  to: P;
  at: Place;
}

/** Returns the form of a dashboard without its parts. */
export function top(form: JsonObject): JsonObject {
  const { dashboard_filters: _filters, dashboard_elements: _elements, dashboard_layouts: _layouts, ...rest } =
    form;
  return rest;
}

/** Returns the changes of a part's own properties. */
export function ownDiff(from: JsonObject, to: JsonObject): Change[] {
  return diffForms(ownOf(from), ownOf(to));
}

/** The references of a tile to other parts of its dashboard. */
const LINKS = [
  ["layout", "dashboard_layouts", "dashboard_layout_id"],
  ["filter", "dashboard_filters", "filter_id"],
] as const;

/** Returns the changes of a tile: its properties, its data, its settings, its tab and its filter. */
export function diffElements(from: TileForm, to: TileForm, ids: ReadonlyMap<string, string>): Change[] {
  const walk = new Comparison();
  compareElements(walk, { from, to, at: rootPlace(formRules("dashboards")), ids });
  return changesIn(walk);
}

function compareElements(
  walk: Comparison,
  { from, to, at, ids }: Pair<TileForm> & { ids: ReadonlyMap<string, string> },
): void {
  walk.forms(ownOf(from), ownOf(to), at);
  // A look that exists in neither instance cannot be shown, so the tile keeps its current content.
  if (to.lost === undefined && !sameSource(to, from)) compareSources(walk, { from, to, at });
  if (isWithoutData(to) && from.source !== undefined) {
    walk.say("removed", placeUnder(at, "source"), { from: from.source, to: null });
  }
  if (to.maker !== undefined) {
    walk.forms(from.maker ?? { filterables: [] }, to.maker, placeUnder(at, "result_maker"));
  }
  for (const [key, kind, name] of LINKS) {
    const wanted = to[key], live = from[key] ?? null;
    const goal = wanted === undefined ? null : ids.get(partKey(kind, wanted)) ?? wanted;
    if (goal !== null && goal !== live) walk.say("changed", placeUnder(at, name), { from: live, to: goal });
  }
}

function compareSources(walk: Comparison, { from, to, at }: Pair<TileForm>): void {
  const before = from.source ?? {}, after = to.source ?? {};
  // Two queries are compared property by property, so that users see, for example, which filter changed.
  if (before.query !== undefined && after.query !== undefined) {
    walk.forms(before.query, after.query, placeUnder(at, "query"));
  } else walk.forms(before, after, placeUnder(at, "source"));
}

function compareComponents(
  walk: Comparison,
  { from, to, at }: Pair<TabForm>,
  { ids, names }: { ids: ReadonlyMap<string, string>; names: ReadonlyMap<unknown, string | null> },
): void {
  const tileOf = ({ id }: PartForm): string => ids.get(partKey("dashboard_elements", id)) ?? id;
  const kept = new Set(
    [...ids].flatMap(([key, id]) => key.startsWith(partKey("dashboard_elements", "")) ? [id] : []),
  );
  const { pairs, removed, added } = matchByIdentity(
    from.components,
    to.components,
    {
      list: "dashboard_layout_components",
      answer: (one, name) => name === "dashboard_element_id" ? one.id : null,
      answerOfLater: (one, name) => name === "dashboard_element_id" ? tileOf(one) : null,
    },
  );
  const list = placeUnder(at, "components");
  walk.parts(
    {
      pairs,
      removed: [],
      // A deleted position needs no change on a tab that has no such position.
      added: added.filter((one) => one["deleted"] !== true),
    },
    list,
    {
      name: (one) => nounInWords("place of tile", names.get(one.from) ?? one.from),
      // The position of a tile that will be created is one change, not one change for each property.
      whole: (one) => withoutNulls(ownOf(one)),
      pair: (before, after, there) => walk.forms(ownOf(before), ownOf(after), there),
    },
  );
  // The tile stays, but is not wanted on this tab. Looker puts new tiles on tabs itself.
  for (const one of removed) {
    if (one["deleted"] === true || !kept.has(one.id)) continue;
    const there = placeUnder(placeOfPart(list, nameInPath(one.from)), "deleted");
    walk.say("changed", there, { from: one["deleted"] ?? null, to: true });
  }
}

/** The functions that return the name of a part. */
const NAMES = {
  dashboard_filters: (one: JsonObject) => asText(one["title"]),
  dashboard_elements: elementName,
  dashboard_layouts: (one: JsonObject) => asText(one["label"]) ?? (one["active"] === true ? "active" : null),
} as const;

/** Returns the path of a part: `dashboard_elements[Revenue]`. */
export function pathOf(list: keyof typeof NAMES, part: PartForm): string {
  return `${list}[${nameOf(list, part) ?? ""}]`;
}

function nameOf(list: keyof typeof NAMES, part: PartForm): string | null {
  return NAMES[list](part) ?? part.from;
}

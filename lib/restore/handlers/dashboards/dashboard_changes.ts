/**
 * What differs between a live dashboard and a wanted one, part by part. Pure.
 *
 * @module
 */
import type { PartKind } from "../../../looker/item_ref.ts";
import { asObjects, asText, isJsonObject, type JsonObject } from "../../../codec/json_value.ts";
import { type Change, diffForms as diffAny, pick, withoutNulls } from "../../../live/form_changes.ts";
import { FROM, ID } from "./dashboard_form.ts";
import { sameSource } from "./match_tiles.ts";
import {
  elementName,
  isWithoutData,
  type Matched,
  matchElements,
  matchFilters,
  matchLayouts,
} from "./match_tiles.ts";

/** The parts of two dashboards, paired. */
export interface MatchedParts {
  filters: Matched;
  elements: Matched;
  layouts: Matched;
}

/** Pairs the parts of a wanted dashboard with those of a live one. A list that is unknown pairs with nothing. */
export function matchParts(live: JsonObject, wanted: JsonObject): MatchedParts {
  const known = (key: string, matched: () => Matched): Matched =>
    Array.isArray(wanted[key]) ? matched() : { pairs: [], missing: [], extra: [] };
  return {
    filters: known("dashboard_filters", () => matchFilters(wanted, live)),
    elements: known("dashboard_elements", () => matchElements(wanted, live)),
    layouts: known("dashboard_layouts", () => matchLayouts(wanted, live)),
  };
}

/** The changes from one form to another, as forms of dashboards and their parts are compared. */
export function diffForms(from: JsonObject, to: JsonObject, path = ""): Change[] {
  return diffAny(from, to, { type: "dashboards", path });
}

/** The changes from a live dashboard to a wanted one. */
export function diffDashboards(live: JsonObject, wanted: JsonObject): Change[] {
  const changes = diffForms(top(live), top(wanted));
  const { filters, elements, layouts } = matchParts(live, wanted);
  const ids = partIds({ filters, elements, layouts });
  const names = new Map(asObjects(wanted["dashboard_elements"]).map((one) => [one[FROM], elementName(one)]));
  addParts(changes, "dashboard_filters", filters, ownDiff);
  addParts(changes, "dashboard_elements", elements, (from, to) => diffElements(from, to, ids));
  addParts(changes, "dashboard_layouts", layouts, (from, to) => [
    ...ownDiff(from, to),
    ...diffComponents(from, to, { ids, names }),
  ]);
  return changes;
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
  const changes = ownDiff(from, to);
  // A look that is nowhere any more cannot be shown: what the tile shows now stays.
  const isLost = to["_lost"] !== undefined;
  if (!isLost && !sameSource(to, from)) changes.push(...sourceDiff(from, to));
  if (isWithoutData(to) && from["_source"] !== undefined) {
    changes.push({ path: "source", from: from["_source"], to: null });
  }
  if (to["_maker"] !== undefined && isJsonObject(to["_maker"])) {
    const before = isJsonObject(from["_maker"]) ? from["_maker"] : { filterables: [] };
    changes.push(...diffForms(before, to["_maker"], "result_maker"));
  }
  for (const [key, kind, path] of LINKS) {
    const wanted = asText(to[key]), live = asText(from[key]);
    const goal = wanted === null ? null : ids.get(partKey(kind, wanted)) ?? wanted;
    if (goal !== null && goal !== live) changes.push({ path, from: live, to: goal });
  }
  return changes;
}

function sourceDiff(from: JsonObject, to: JsonObject): Change[] {
  const before = isJsonObject(from["_source"]) ? from["_source"] : {};
  const after = isJsonObject(to["_source"]) ? to["_source"] : {};
  const [kind] = Object.keys(after);
  // Two queries are compared part by part: a person wants to see which filter it was.
  if (kind === "query" && isJsonObject(before["query"]) && isJsonObject(after["query"])) {
    return diffForms(before["query"], after["query"], "query");
  }
  return diffForms(before, after, "source");
}

function diffComponents(
  from: JsonObject,
  to: JsonObject,
  { ids, names }: { ids: ReadonlyMap<string, string>; names: ReadonlyMap<unknown, string | null> },
): Change[] {
  const live = new Map(asObjects(from["_components"]).map((one) => [asText(one[ID]) ?? "", one]));
  const placed = new Set<string>();
  const changes = asObjects(to["_components"]).flatMap((wanted) => {
    const id = asText(wanted[ID]) ?? "";
    const element = ids.get(partKey("dashboard_elements", id)) ?? id;
    placed.add(element);
    const there = live.get(element), path = `components[${names.get(wanted[FROM]) ?? asText(wanted[FROM])}]`;
    // A tile that is still to be made gets its place with the rest of it: one change, not one a property.
    if (there === undefined && wanted["deleted"] === true) return [];
    if (there === undefined) return [{ path, from: null, to: withoutNulls(ownOf(wanted)) }];
    return diffForms(ownOf(there), ownOf(wanted), path);
  });
  // A tile that is to stay, but not on this tab: Looker puts new tiles somewhere by itself.
  for (const [key, element] of ids) {
    const there = key.startsWith(partKey("dashboard_elements", "")) ? live.get(element) : undefined;
    if (there === undefined || placed.has(element) || there["deleted"] === true) continue;
    changes.push({
      path: `components[${asText(there[FROM])}].deleted`,
      from: there["deleted"] ?? null,
      to: true,
    });
  }
  return changes;
}

/** What a part is called. */
const NAMES = {
  dashboard_filters: (one: JsonObject) => asText(one["title"]),
  dashboard_elements: elementName,
  dashboard_layouts: (one: JsonObject) => asText(one["label"]) ?? (one["active"] === true ? "active" : null),
} as const;

/** The path of a part: `dashboard_elements[Revenue]`. */
export function pathOf(list: keyof typeof NAMES, part: JsonObject): string {
  return `${list}[${NAMES[list](part) ?? asText(part[FROM]) ?? ""}]`;
}

function addParts(
  changes: Change[],
  list: keyof typeof NAMES,
  { pairs, missing, extra }: Matched,
  changed: (from: JsonObject, to: JsonObject) => Change[],
): void {
  const path = (part: JsonObject): string => pathOf(list, part);
  for (const { wanted, live } of pairs) {
    for (const change of changed(live, wanted)) {
      changes.push({ ...change, path: `${path(wanted)}.${change.path}` });
    }
  }
  for (const one of missing) changes.push({ path: path(one), from: null, to: ownOf(one) });
  for (const one of extra) changes.push({ path: path(one), from: ownOf(one), to: null });
}

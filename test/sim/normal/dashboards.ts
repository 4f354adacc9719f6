/** Dashboards without ids: filters, tabs and tiles by name, each tile with what it shows and where it stands. @module */
import { asList, asObject, asText, given, type Json, type JsonObject, stringify } from "../json.ts";
import { sourceQueryId } from "../merge_store.ts";
import type { Item } from "../table.ts";
import { elementName, type Names } from "./names.ts";
import { writable } from "./writable.ts";

/** A dashboard; with `ids`, those of its parts stand beside them. */
export function dashboardForm(names: Names, item: Item, ids: boolean): JsonObject {
  const full = item.full();
  const list = (key: string): JsonObject[] => asList(full[key]).map(asObject);
  const layouts = layoutsOf(names, full["dashboard_layouts"]);
  const filters = byName(
    list("dashboard_filters"),
    (filter) => asText(filter["name"]),
    (filter) => writable(names, filter, "DashboardFilter", ["dashboard_id"]),
  );
  const nameOf = (map: Named, id: Json | undefined): Json =>
    given(id) ? map.find((one) => one.part["id"] === id)?.name ?? `unknown ${asText(id)}` : null;
  const elements = byName(list("dashboard_elements"), elementName, (element) => ({
    ...elementForm(names, element),
    filter_id: nameOf(filters, element["filter_id"]),
    places: placesOf(layouts, element, ids),
  }));
  const shown = (map: Named): JsonObject =>
    Object.fromEntries(
      map.map(({ name, form, part }) => [name, { ...form, ...(ids && { id: part["id"] ?? null }) }]),
    );
  return {
    ...writable(names, full, "Dashboard", ["folder", "certification_metadata"]),
    certification: certification(full["certification_metadata"]),
    filters: shown(filters),
    layouts: shown(layouts),
    elements: shown(elements),
  };
}

/** The certificate of a dashboard or look, as far as it is written. */
export function certification(value: Json | undefined): Json {
  const { certification_status, notes } = asObject(value);
  return certification_status === undefined ? null : { certification_status, notes: notes ?? null };
}

/** The name of a tab by its id. */
export function layoutName(names: Names, dashboard: Item | undefined, id: Json): string {
  return layoutsOf(names, dashboard?.get("dashboard_layouts")).find((one) => one.part["id"] === id)?.name ??
    asText(id);
}

type Named = { name: string; form: JsonObject; part: JsonObject }[];

/** Parts by name; parts of the same name in the order of their content. */
function byName(
  parts: readonly JsonObject[],
  name: (part: JsonObject) => string,
  form: (part: JsonObject) => JsonObject,
): Named {
  const made = parts.map((part) => {
    const shown = form(part);
    return { name: name(part), form: shown, part, text: stringify(shown) };
  }).sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text));
  const seen = new Map<string, number>();
  return made.map(({ name, form, part }) => {
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    return { name: n === 1 ? name : `${name} #${n}`, form, part };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function layoutsOf(names: Names, layouts: Json | undefined): Named {
  return byName(
    asList(layouts).map(asObject),
    (layout) => asText(layout["label"]) || "layout",
    (layout) => writable(names, layout, "DashboardLayout", ["dashboard_id"]),
  );
}

function elementForm(names: Names, element: JsonObject): JsonObject {
  const form = writable(names, element, "DashboardElement", [
    "dashboard_id",
    "dashboard_layout_id",
    "look",
    "query",
    "query_id",
    "merge_result_id",
    "result_maker_id",
    "result_maker",
    "certification_metadata",
  ]);
  const maker = asObject(element["result_maker"]);
  const query = given(element["query"]) ? element["query"] : maker["query"];
  return {
    ...form,
    result_maker: given(element["result_maker"])
      ? writable(names, maker, "ResultMakerWithIdVisConfigAndDynamicFields", ["query", "merge_result_id"])
      : null,
    source: queryForm(names, query ?? null) ?? mergeForm(names, asText(element["merge_result_id"])),
  };
}

/** A query named by its id; null for no id. */
export function queryFormOf(names: Names, id: Json | undefined): Json {
  const text = asText(id);
  if (text === "") return null;
  const query = names.store.query(text);
  return query === undefined ? `unknown query ${text}` : queryForm(names, query);
}

/** A query by its definition; empty and absent are the same. */
export function queryForm(names: Names, query: Json): Json {
  if (query === null) return null;
  const form = writable(names, query, "Query", ["client_id"]);
  return Object.fromEntries(
    Object.entries(form).filter(([, value]) => !["null", "[]", '""', '"{}"'].includes(stringify(value))),
  );
}

function mergeForm(names: Names, id: string): Json {
  if (id === "") return null;
  const merge = names.store.table("merge_queries").get(id)?.full();
  if (merge === undefined) return `unknown merge query ${id}`;
  return {
    ...writable(names, merge, "MergeQuery", ["source_queries"]),
    source_queries: asList(merge["source_queries"]).map(asObject).map((source): Json => ({
      name: source["name"] ?? null,
      merge_fields: source["merge_fields"] ?? [],
      query: queryFormOf(names, sourceQueryId(names.store, source) ?? source["query_id"]),
    })),
  };
}

const PLACE = ["row", "column", "width", "height"].concat(
  ["row", "column", "width", "height"].map((name) => `granular_${name}`),
);

function placesOf(layouts: Named, element: JsonObject, ids: boolean): JsonObject {
  const places: JsonObject = {};
  for (const { name, part } of layouts) {
    for (const component of asList(part["dashboard_layout_components"]).map(asObject)) {
      if (component["dashboard_element_id"] !== element["id"] || component["deleted"] === true) continue;
      const place = Object.fromEntries(PLACE.map((key) => [key, component[key] ?? null]));
      places[name] = { ...place, ...(ids && { id: component["id"] ?? null }) };
    }
  }
  return places;
}

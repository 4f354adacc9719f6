/**
 * What a client can write of a dashboard: its own properties, and its filters, tiles, tabs and positions, each with the
 * id by which it is known in the destination.
 *
 * @module
 */
import { placeholder } from "../../../live/placeholders.ts";
import type { PartKind } from "../../../looker/item_ref.ts";
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../../codec/json_value.ts";
import { writable } from "../../../looker/writable.ts";
import { CERTIFICATION, certificationForm } from "../shared_attributes.ts";
import { writableForm } from "../object_handler.ts";
import { mergeForm, queryForm, withColors } from "../queries.ts";
import { type Reason, reason } from "../../plan/model.ts";
import type { Refs } from "../../plan/references.ts";

/** Keys of a dashboard that hold its parts. */
export const PARTS = ["dashboard_filters", "dashboard_elements", "dashboard_layouts"] as const;

/** Bookkeeping inside the form of a part: its id in the backup, and in the destination if that is known. */
export const FROM = "_from", ID = "_id";

/** Bookkeeping inside the form of a tile: the id of its merge query, and what its result maker repeats of its source. */
export const MERGE_ID = "_merge_id", ECHOES = "_echoes";

/** The form of a whole dashboard. A list of parts that the body lacks is left out: absent is unknown, never empty. */
export function dashboardForm(body: JsonObject, refs: Refs): JsonObject {
  const form = writableForm(body, refs, {
    schema: "Dashboard",
    must: { folder_id: "folders" },
    owner: "user_id",
    drop: ["folder", "certification_metadata"],
  });
  // Looker makes a slug for each dashboard, and takes a viewer where none is told: none cannot be asked for.
  for (const key of ["slug", "preferred_viewer"]) if (asText(form[key]) === null) delete form[key];
  const certification = certificationForm(body);
  if (certification !== null) form[CERTIFICATION] = certification;
  const merges = mergesOf(body);
  if (Array.isArray(body["dashboard_filters"])) {
    form["dashboard_filters"] = asObjects(body["dashboard_filters"]).map((one) => filterForm(one, refs));
  }
  if (Array.isArray(body["dashboard_elements"])) {
    const has = partsOf(body);
    form["dashboard_elements"] = asObjects(body["dashboard_elements"]).map((one) =>
      elementForm(one, { merges, has, refs })
    );
  }
  if (Array.isArray(body["dashboard_layouts"]) && !lacksLayouts(body)) {
    const has = partsOf(body);
    form["dashboard_layouts"] = asObjects(body["dashboard_layouts"]).filter((one) => one["deleted"] !== true)
      .map((one) => layoutForm(one, { has, refs }));
  }
  return form;
}

/** Whether there are tiles and no layout that they stand on: Looker has one of every dashboard, and did not serve it. */
function lacksLayouts(body: JsonObject): boolean {
  return asObjects(body["dashboard_elements"]).length > 0 &&
    asObjects(body["dashboard_layouts"]).length === 0;
}

function identity(kind: PartKind, part: JsonObject, refs: Refs): JsonObject {
  const id = asText(part["id"]) ?? "";
  return { [FROM]: id, [ID]: idOf(kind, id, refs) };
}

/** A part's id in the destination, or what stands for it as long as it has none. */
function idOf(kind: PartKind, id: string, refs: Refs): string {
  return refs.part(kind, id) ?? placeholder(kind, id);
}

function filterForm(filter: JsonObject, refs: Refs): JsonObject {
  // Where its model is gone, Looker offers no values for it, and takes it all the same.
  const model = asText(filter["model"]);
  if (model !== null) (refs.apart?.() ?? refs).model(model);
  return { ...identity("dashboard_filters", filter, refs), ...writable("DashboardFilter", filter) };
}

/** Properties of a tile that say where its data come from, or on which tab it stands: they are translated. */
const TRANSLATED = [
  "dashboard_id",
  "dashboard_layout_id",
  "look",
  "look_id",
  "merge_result_id",
  "query",
  "query_id",
  "filter_id",
  "result_maker",
  "result_maker_id",
  "certification_metadata",
];

interface Merges {
  merges: JsonObject;
  queries: ReadonlyMap<string, JsonObject>;
}

/** Whether a dashboard has a part of that id; what Looker has deleted may still be named by other parts. */
function partsOf(body: JsonObject): (kind: PartKind, id: string) => boolean {
  const ids = new Set(
    PARTS.flatMap((kind) => asObjects(body[kind]).map((one) => `${kind}/${asText(one["id"])}`)),
  );
  return (kind, id) => !Array.isArray(body[kind]) || ids.has(`${kind}/${id}`);
}

function elementForm(
  element: JsonObject,
  { merges, has, refs }: { merges: Merges; has: ReturnType<typeof partsOf>; refs: Refs },
): JsonObject {
  const form: JsonObject = { ...identity("dashboard_elements", element, refs) };
  for (const [key, value] of Object.entries(writable("DashboardElement", element))) {
    if (!TRANSLATED.includes(key)) form[key] = value;
  }
  const layout = asText(element["dashboard_layout_id"]);
  if (layout !== null && has("dashboard_layouts", layout)) {
    form["_layout"] = idOf("dashboard_layouts", layout, refs);
  }
  const part = refs.apart?.();
  const filter = asText(element["filter_id"]), data = dataOf(element, merges, part ?? refs);
  const lacking = [...part?.lacking ?? []];
  if (lacking.length > 0) form["_lost"] = lost(modelsMissing(lacking));
  if (filter === null) return { ...form, ...data };
  if (has("dashboard_filters", filter)) form["_filter"] = idOf("dashboard_filters", filter, refs);
  else if (data["_source"] === undefined) {
    form["_lost"] = lost(reason("reference_missing", "it shows a filter that its dashboard lacks"));
    form["_broken"] = true;
  }
  return { ...form, ...data };
}

/**
 * `_source` of a tile: `{look}`, `{merge}`, `{query}` or `{sql_query_id}`, which is only ever compared; and `_maker`, what is set on top of it: to which
 * filters it listens. The rest of a result maker repeats its source: it is sent along with that, and never compared.
 */
function dataOf(element: JsonObject, { merges, queries }: Merges, refs: Refs): JsonObject {
  const maker = asObject(element["result_maker"]);
  const look = asText(element["look_id"]);
  if (look !== null) {
    const to = refs.may("looks", look, { isQuiet: true });
    const listens = element["result_maker"] === undefined ? {} : {
      _maker: {
        filterables: writable("ResultMakerWithIdVisConfigAndDynamicFields", maker)["filterables"] ?? [],
      },
    };
    return {
      _source: { look: to ?? look },
      ...listens,
      ...(to === null && { _lost: lost(refs.whyLost?.("looks", look)) }),
      // It showed nothing when it was backed up: as long as it is there, nothing of it is missing.
      ...(to === null && element["look"] === null && { _broken: true }),
    };
  }
  const { query: _query, sql_query_id: _sql, merge_result_id: _merge, filterables, ...echoes } = writable(
    "ResultMakerWithIdVisConfigAndDynamicFields",
    maker,
  );
  if (isJsonObject(echoes["vis_config"])) echoes["vis_config"] = withColors(echoes["vis_config"], refs);
  const set = {
    ...(filterables !== undefined && { _maker: { filterables } }),
    ...(Object.keys(echoes).length > 0 && { [ECHOES]: echoes }),
  };
  const merge = asText(element["merge_result_id"]) ?? asText(maker["merge_result_id"]);
  if (merge !== null) {
    const held = merges[merge];
    const form = isJsonObject(held) ? mergeForm(held, queries, refs) : null;
    return { _source: { merge: form ?? merge }, [MERGE_ID]: merge, ...set };
  }
  const query = isJsonObject(maker["query"]) ? maker["query"] : element["query"];
  if (isJsonObject(query)) return { _source: { query: queryForm(query, refs) }, ...set };
  const sql = asText(maker["sql_query_id"]);
  return sql === null ? {} : { _source: { sql_query_id: sql }, _lost: lost(OF_SQL_RUNNER), ...set };
}

/** Why a tile of SQL Runner cannot be made, on its own instance neither: its query is no source that Looker takes. */
const OF_SQL_RUNNER = reason(
  "uncaptured",
  "it shows a query of SQL Runner, which the API neither gives nor takes: make it anew",
);

/** Why a tile of models that the destination lacks cannot be made. */
function modelsMissing(lacking: readonly string[]): Reason {
  const models = lacking.map((key) => key.slice(key.indexOf("/") + 1)).join(", ");
  return reason(
    "model_missing",
    `it is of the model ${models}, which the destination lacks: deploy its LookML`,
  );
}

/** Why a tile cannot be made, as it stands in its form. */
function lost(why: Reason | undefined): JsonObject {
  const { code, text } = why ?? reason("reference_missing", "what it shows is gone");
  return { code, text };
}

function mergesOf(body: JsonObject): Merges {
  const parts = asObject(body["_vault"]);
  const queries = new Map<string, JsonObject>();
  for (const query of Object.values(asObject(parts["merge_source_queries"])).filter(isJsonObject)) {
    const id = asText(query["id"]), slug = asText(query["slug"]);
    if (id !== null) queries.set(id, query);
    if (slug !== null) queries.set(`slug:${slug}`, query);
  }
  return { merges: asObject(parts["merge_queries"]), queries };
}

/** A tab with the places on it; Looker keeps places of tiles that are gone, which are nobody's. */
function layoutForm(
  layout: JsonObject,
  { has, refs }: { has: ReturnType<typeof partsOf>; refs: Refs },
): JsonObject {
  const { dashboard_id: _dashboard, lookml_link_id: _link, ...form } = writable("DashboardLayout", layout);
  const components = asObjects(layout["dashboard_layout_components"])
    .filter((one) => has("dashboard_elements", asText(one["dashboard_element_id"]) ?? ""))
    .map((one) => componentForm(one, refs));
  return { ...identity("dashboard_layouts", layout, refs), ...form, _components: components };
}

/** A tile's place on a tab. A component has no identity of its own: it is its tile's. */
function componentForm(component: JsonObject, refs: Refs): JsonObject {
  const { dashboard_layout_id: _layout, dashboard_element_id, ...form } = writable(
    "DashboardLayoutComponent",
    component,
  );
  const element = asText(dashboard_element_id) ?? "";
  return {
    _component: asText(component["id"]),
    [FROM]: element,
    [ID]: idOf("dashboard_elements", element, refs),
    ...form,
  };
}

/**
 * The writable part of a dashboard: its own properties, and its filters, tiles, tabs and positions, each with its id in
 * the target instance.
 *
 * @module
 */
import { asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { writable } from "../../looker/writable.ts";
import type { Refs } from "../references.ts";
import { type Basics, writableForm } from "../object_handler.ts";
import { CERTIFICATION, certificationForm } from "../shared_attributes.ts";
import { type DashboardForm, ownOf, type PartForm, type PlaceForm, type TabForm } from "./form_types.ts";
import { type HasPart, idOf, mergesOf, tileForm } from "./tile_form.ts";

/** The keys of a dashboard that contain its parts. */
export const PARTS = ["dashboard_filters", "dashboard_elements", "dashboard_layouts"] as const;

/** The keys of a dashboard's form that have separate requests, except its parts. */
export const OWN_REQUESTS: Pick<Basics, "ownRequests"> = { ownRequests: [CERTIFICATION] };

/**
 * Returns the form of a dashboard with its parts. A list of parts that the body lacks is omitted: absent is unknown,
 * never empty.
 */
export function dashboardForm(body: JsonObject, refs: Refs): DashboardForm {
  const own = writableForm(body, refs, {
    schema: "Dashboard",
    must: { folder_id: "folders" },
    owner: "user_id",
    drop: ["folder", "certification_metadata", ...PARTS],
    basics: OWN_REQUESTS,
  });
  // Looker generates a slug and a viewer for each dashboard without one, so their absence cannot be restored.
  for (const key of ["slug", "preferred_viewer"]) if (asText(own[key]) === null) delete own[key];
  const form: DashboardForm = own, certification = certificationForm(body);
  if (certification !== null) form.certification = certification;
  if (Array.isArray(body["dashboard_filters"])) {
    form.dashboard_filters = asObjects(body["dashboard_filters"]).map((one) => filterForm(one, refs));
  }
  if (Array.isArray(body["dashboard_elements"])) {
    const has = partsOf(body), merges = mergesOf(body);
    form.dashboard_elements = asObjects(body["dashboard_elements"]).map((one) =>
      tileForm(one, { identity: identity("dashboard_elements", one, refs), merges, has, refs })
    );
  }
  if (Array.isArray(body["dashboard_layouts"]) && !lacksLayouts(body)) {
    const has = partsOf(body);
    form.dashboard_layouts = asObjects(body["dashboard_layouts"]).filter((one) => one["deleted"] !== true)
      .map((one) => tabForm(one, { has, refs }));
  }
  return form;
}

/** Whether the dashboard has tiles but no layout. Every dashboard has a layout, so Looker did not return it. */
function lacksLayouts(body: JsonObject): boolean {
  return asObjects(body["dashboard_elements"]).length > 0 &&
    asObjects(body["dashboard_layouts"]).length === 0;
}

function identity(kind: PartKind, part: JsonObject, refs: Refs): PartForm {
  const id = asText(part["id"]) ?? "";
  return { from: id, id: idOf(kind, id, refs) };
}

function filterForm(filter: JsonObject, refs: Refs): PartForm {
  // If the filter's model is missing, Looker offers no values for the filter but still accepts it.
  const model = asText(filter["model"]);
  if (model !== null) (refs.apart?.() ?? refs).model(model);
  return { ...identity("dashboard_filters", filter, refs), ...ownOf(writable("DashboardFilter", filter)) };
}

/**
 * Returns a function that tells whether a dashboard has a part. Other parts may still name a part that Looker has
 * deleted.
 */
function partsOf(body: JsonObject): HasPart {
  const ids = new Set(
    PARTS.flatMap((kind) => asObjects(body[kind]).map((one) => `${kind}/${asText(one["id"])}`)),
  );
  return (kind, id) => !Array.isArray(body[kind]) || ids.has(`${kind}/${id}`);
}

/** Returns the form of a tab with its positions. Positions of deleted tiles, which Looker keeps, are omitted. */
function tabForm(layout: JsonObject, { has, refs }: { has: HasPart; refs: Refs }): TabForm {
  const { dashboard_id: _dashboard, lookml_link_id: _link, ...own } = writable("DashboardLayout", layout);
  const components = asObjects(layout["dashboard_layout_components"])
    .filter((one) => has("dashboard_elements", asText(one["dashboard_element_id"]) ?? ""))
    .map((one) => placeForm(one, refs));
  return { ...identity("dashboard_layouts", layout, refs), ...ownOf(own), components };
}

function placeForm(component: JsonObject, refs: Refs): PlaceForm {
  const { dashboard_layout_id: _layout, dashboard_element_id, ...own } = writable(
    "DashboardLayoutComponent",
    component,
  );
  const tile = asText(dashboard_element_id) ?? "";
  return {
    component: asText(component["id"]),
    from: tile,
    id: idOf("dashboard_elements", tile, refs),
    ...ownOf(own),
  };
}

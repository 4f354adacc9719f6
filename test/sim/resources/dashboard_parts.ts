/** What stands on a dashboard: elements, filters, layouts and their components. @module */
import {
  type Answer,
  bodyObject,
  type Call,
  find,
  type Handlers,
  many,
  noContent,
  pathId,
  value,
} from "../call.ts";
import { alreadyExists, invalid, notFound, Refusal } from "../errors.ts";
import { asList, asObject, asText, given, type Json, type JsonObject } from "../json.ts";
import { filterField } from "../lookml_fields.ts";
import { matches } from "../search.ts";
import { filter, layout, tile } from "../seed/tiles.ts";
import type { PartKind } from "../store.ts";
import { type Item, madeItem } from "../table.ts";
import { removeBy } from "./cascade.ts";
import { acceptElement } from "./elements.ts";

type TopKind = Exclude<PartKind, "dashboard_layout_components">;

/** Handlers. */
export const dashboardParts: Handlers = {
  dashboard_dashboard_elements: (call) => parts(call, "dashboard_elements"),
  dashboard_dashboard_filters: (call) => parts(call, "dashboard_filters"),
  dashboard_dashboard_layouts: (call) => parts(call, "dashboard_layouts"),
  dashboard_element: (call) => value(call, part(call, "dashboard_elements").part),
  dashboard_filter: (call) => value(call, part(call, "dashboard_filters").part),
  dashboard_layout: (call) => value(call, part(call, "dashboard_layouts").part),
  dashboard_layout_component: (call) => value(call, component(call).component),
  dashboard_layout_dashboard_layout_components: (call) =>
    value(call, part(call, "dashboard_layouts").part["dashboard_layout_components"] ?? []),
  search_dashboard_elements: (call) => {
    const items = call.store.table("dashboards").all().flatMap((item) =>
      item.peek("deleted") === (call.query.flag("deleted") ?? false)
        ? asList(item.get("dashboard_elements")).map(asObject)
        : []
    );
    return many(
      call,
      items.map((element) => madeItem(asText(element["id"]), () => element, { served: call.store.served })),
      {
        ignore: ["deleted"],
        match: { title: (item, wanted) => matches(item.get("title"), wanted, "like") },
      },
    );
  },

  create_dashboard_filter: (call) => {
    const body = bodyObject(call);
    const id = asText(body["dashboard_id"]);
    refuseTwinFilter(call, id, body, undefined);
    return added(
      call,
      id,
      "dashboard_filters",
      (next) =>
        withField(call, { ...filter(next, id, asText(body["name"]), 0), ...blankFilter, ...body, id: next }),
    );
  },
  update_dashboard_filter: (call) => {
    const { owner, part: old } = part(call, "dashboard_filters");
    refuseTwinFilter(call, owner.id, bodyObject(call), asText(old["id"]));
    const { field } = withField(call, { ...old, ...bodyObject(call) });
    return changed(call, "dashboard_filters", { ...bodyObject(call), field: field ?? null });
  },
  delete_dashboard_filter: (call) => removed(call, "dashboard_filters"),

  create_dashboard_element: (call) => {
    const body = bodyObject(call);
    const id = asText(body["dashboard_id"]);
    const accepted = acceptElement(call, body, undefined);
    const layouts = asList(find(call, "dashboards", id).get("dashboard_layouts")).map(asObject);
    if (
      given(body["dashboard_layout_id"]) && !layouts.some((one) => one["id"] === body["dashboard_layout_id"])
    ) {
      throw invalid("dashboard_layout_id", "invalid", "Layout not found");
    }
    const answer = added(
      call,
      id,
      "dashboard_elements",
      (next) => tile({ id: next, dashboardId: id, title: null, kind: { ...accepted } }),
    );
    const parts = call.store.table("dashboards").stored(id) ?? {};
    const element = asObject(asList(parts["dashboard_elements"]).at(-1));
    call.store.patch("dashboards", id, {
      dashboard_layouts: asList(parts["dashboard_layouts"]).map((one) =>
        withComponent(call, asObject(one), element)
      ),
    });
    return answer;
  },
  update_dashboard_element: (call) => {
    const { owner, part: old } = part(call, "dashboard_elements");
    const accepted = acceptElement(call, bodyObject(call), old);
    call.store.keepQuery(old["query"]);
    refuseOther(accepted, old, ["dashboard_id"]);
    const layout = accepted["dashboard_layout_id"];
    if (given(layout) && layout !== old["dashboard_layout_id"]) {
      moveToLayout(call, owner.id, old, asText(layout));
    }
    return changed(call, "dashboard_elements", accepted);
  },
  delete_dashboard_element: (call) => {
    const { owner, part: old } = part(call, "dashboard_elements");
    call.store.keepQuery(old["query"]);
    removed(call, "dashboard_elements");
    removeBy(call.store, "alerts", "dashboard_element_id", asText(old["id"]));
    const layouts = asList(call.store.table("dashboards").stored(owner.id)?.["dashboard_layouts"]).map(
      (one) => {
        const kept = asList(asObject(one)["dashboard_layout_components"]).filter((c) =>
          asObject(c)["dashboard_element_id"] !== old["id"]
        );
        return { ...asObject(one), dashboard_layout_components: kept };
      },
    );
    call.store.patch("dashboards", owner.id, { dashboard_layouts: layouts });
    return noContent();
  },

  create_dashboard_layout: (call) => {
    const body = bodyObject(call);
    const id = asText(body["dashboard_id"]);
    const stored = call.store.table("dashboards").stored(id);
    const order = asList(stored?.["dashboard_layouts"]).length;
    const answer = added(call, id, "dashboard_layouts", (next) => {
      const fresh = { ...layout(next, id, order, [], false), active: order === 0, ...body, id: next };
      const elements = asList(stored?.["dashboard_elements"]).map(asObject);
      return elements.filter((element) => !given(element["dashboard_layout_id"]))
        .reduce<JsonObject>((made, element) => withComponent(call, made, element), fresh);
    });
    const made = asObject(asList(call.store.table("dashboards").stored(id)?.["dashboard_layouts"]).at(-1));
    if (made["active"] === true) keepOneActive(call, id, asText(made["id"]));
    return answer;
  },
  update_dashboard_layout: (call) => {
    const body = bodyObject(call);
    const { owner, part: old } = part(call, "dashboard_layouts");
    if (body["active"] === false && old["active"] === true) {
      throw invalid("active", "invalid", "A dashboard must have an active layout");
    }
    if (body["active"] === true) keepOneActive(call, owner.id, asText(old["id"]));
    return changed(call, "dashboard_layouts", body);
  },
  delete_dashboard_layout: (call) => {
    if (part(call, "dashboard_layouts").part["active"] === true) {
      throw new Refusal(422, "Validation Failed", [{
        field: "active",
        code: "invalid",
        message: "The active layout cannot be deleted",
      }]);
    }
    return removed(call, "dashboard_layouts");
  },

  update_dashboard_layout_component: (call) => {
    const found = component(call);
    const body = bodyObject(call);
    refuseOther(body, found.component, ["dashboard_layout_id", "dashboard_element_id"]);
    const layouts = asList(call.store.table("dashboards").stored(found.owner.id)?.["dashboard_layouts"]).map((
      one,
    ) => ({
      ...asObject(one),
      dashboard_layout_components: asList(asObject(one)["dashboard_layout_components"]).map((c) =>
        asObject(c)["id"] === found.component["id"] ? { ...asObject(c), ...body } : c
      ),
    }));
    call.store.patch("dashboards", found.owner.id, { dashboard_layouts: layouts });
    return value(call, component(call).component);
  },
};

/** Looker computes a filter's field from LookML. */
function withField(call: Call, filter: JsonObject): JsonObject {
  const { served, deploys } = call.store;
  return served.computed ? { ...filter, field: filterField(filter, deploys) } : filter;
}

/** Names of filters are unique in their dashboard, and titles too. */
function refuseTwinFilter(call: Call, dashboardId: string, body: JsonObject, id: string | undefined): void {
  if (!call.options.uniqueFilters) return;
  const others = asList(call.store.table("dashboards").get(dashboardId)?.get("dashboard_filters")).map(
    asObject,
  ).filter((one) => one["id"] !== id);
  for (const name of ["name", "title"]) {
    const wanted = asText(body[name]);
    if (wanted !== "" && others.some((one) => asText(one[name]) === wanted)) {
      throw alreadyExists(name, `A filter with that ${name} already exists`);
    }
  }
}

/** Activating a layout deactivates the others: exactly one is active. */
function keepOneActive(call: Call, dashboardId: string, id: string): void {
  const layouts = asList(call.store.table("dashboards").stored(dashboardId)?.["dashboard_layouts"]);
  call.store.patch("dashboards", dashboardId, {
    dashboard_layouts: layouts.map((one) => ({ ...asObject(one), active: asObject(one)["id"] === id })),
  });
}

const blankFilter: JsonObject = {
  default_value: null,
  model: null,
  explore: null,
  dimension: null,
  field: null,
  listens_to_filters: [],
  allow_multiple_values: false,
  required: false,
  ui_config: null,
};

function withComponent(call: Call, on: JsonObject, element: JsonObject): JsonObject {
  const wanted = element["dashboard_layout_id"];
  if (given(wanted) && wanted !== on["id"]) return on;
  const components = asList(on["dashboard_layout_components"]);
  const id = call.store.nextPartId("dashboard_layout_components");
  const fresh = layout(asText(on["id"]), asText(on["dashboard_id"]), 0, [{
    id,
    elementId: asText(element["id"]),
    title: asText(element["title"]),
  }], false);
  return {
    ...on,
    dashboard_layout_components: [...components, ...asList(fresh["dashboard_layout_components"])],
  };
}

/** A tile that names another tab leaves its component in the old ones, and gets one in the new. */
function moveToLayout(call: Call, dashboardId: string, element: JsonObject, layoutId: string): void {
  const layouts = asList(call.store.table("dashboards").stored(dashboardId)?.["dashboard_layouts"]).map(
    asObject,
  );
  if (!layouts.some((one) => one["id"] === layoutId)) {
    throw invalid("dashboard_layout_id", "invalid", "Layout not found");
  }
  const isHere = (component: Json): boolean => asObject(component)["dashboard_element_id"] === element["id"];
  call.store.patch("dashboards", dashboardId, {
    dashboard_layouts: layouts.map((one) => {
      const components = asList(one["dashboard_layout_components"]);
      if (one["id"] !== layoutId) {
        return { ...one, dashboard_layout_components: components.filter((component) => !isHere(component)) };
      }
      return components.some(isHere)
        ? one
        : withComponent(call, one, { ...element, dashboard_layout_id: layoutId });
    }),
  });
}

function parts(call: Call, kind: TopKind): Answer {
  const id = pathId(call);
  const item = call.store.table("dashboards").get(id) ?? call.store.table("lookml_dashboards").get(id);
  if (item === undefined) throw notFound();
  return value(call, item.get(kind) === null ? [] : item.full()[kind] ?? []);
}

function part(call: Call, kind: TopKind): { owner: Item; part: JsonObject } {
  const id = pathId(call);
  const owner = call.store.table("dashboards").get(call.store.dashboardOf(kind, id));
  const found = asList(owner?.full()[kind]).map(asObject).find((one) => one["id"] === id);
  if (owner === undefined || found === undefined) throw notFound();
  return { owner, part: found };
}

function component(call: Call): { owner: Item; component: JsonObject } {
  const id = pathId(call);
  const owner = call.store.table("dashboards").get(call.store.dashboardOf("dashboard_layout_components", id));
  for (const one of asList(owner?.full()["dashboard_layouts"])) {
    const found = asList(asObject(one)["dashboard_layout_components"]).map(asObject).find((c) =>
      c["id"] === id
    );
    if (owner !== undefined && found !== undefined) return { owner, component: found };
  }
  throw notFound();
}

function added(call: Call, dashboardId: string, kind: TopKind, make: (id: string) => JsonObject): Answer {
  if (dashboardId === "") throw invalid("dashboard_id", "missing_field", "dashboard_id is required");
  find(call, "dashboards", dashboardId);
  const made = make(call.store.nextPartId(kind));
  const stored = call.store.table("dashboards").stored(dashboardId) ?? {};
  call.store.patch("dashboards", dashboardId, {
    [kind]: [...asList(stored[kind]), made],
  });
  const all = asList(call.store.table("dashboards").get(dashboardId)?.full()[kind]);
  return value(call, all.at(-1) ?? made);
}

/** Parts stay where they are: what they hang on cannot be changed. */
function refuseOther(body: JsonObject, old: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    if (body[name] !== undefined && body[name] !== old[name]) {
      throw invalid(name, "invalid", `${name} cannot be changed`);
    }
  }
}

function changed(call: Call, kind: TopKind, body: JsonObject): Answer {
  const { owner, part: old } = part(call, kind);
  refuseOther(body, old, ["dashboard_id"]);
  const list = asList(call.store.table("dashboards").stored(owner.id)?.[kind]).map((one) =>
    asObject(one)["id"] === old["id"] ? { ...asObject(one), ...body } : one
  );
  call.store.patch("dashboards", owner.id, { [kind]: list });
  return value(call, part(call, kind).part);
}

function removed(call: Call, kind: TopKind): Answer {
  const { owner, part: old } = part(call, kind);
  const list = asList(call.store.table("dashboards").stored(owner.id)?.[kind]).filter((one) =>
    asObject(one)["id"] !== old["id"]
  );
  call.store.patch("dashboards", owner.id, { [kind]: list });
  return noContent();
}

/** What instances in use have and generated ones lack (specs/looker-behaviour.md): given to generated dashboards in turn. @module */
import { asList, asObject, asText, given, type Json, type JsonObject } from "../json.ts";
import { filterField, queryExtras } from "../lookml_fields.ts";
import type { ResolvedOptions } from "../options.ts";
import { opaqueId, Random } from "../random.ts";
import type { Store } from "../store.ts";
import { ODD_COUNT } from "./oddities.ts";
import { query, visConfig } from "./queries.ts";
import { layout, mergeKind, tile } from "./tiles.ts";

/** The recorded instance: merge queries a dashboard, and which share of the dashboards has no dates. */
const MERGES_PER_DASHBOARD = 0.4, UNDATED = 90 / 233;

/** One merge query of so many is gone. */
const GONE_EVERY = 8;

/** A dashboard that is being given something. */
interface Given {
  store: Store;
  options: ResolvedOptions;
  /** Which of the generated dashboards. */
  n: number;
  id: string;
  row: JsonObject;
}

/** What dashboards get, one each in turn. */
const TRAITS: readonly ((given: Given) => void)[] = [
  slate,
  tileGroup,
  dataTile,
  lookTile,
  lookGone,
  fromLookml,
  placeless,
  legacy,
  sqlTile,
  withoutLayouts,
];

/** Gives the instance what instances in use have. */
export function seedProduction(store: Store, options: ResolvedOptions): void {
  const table = store.table("dashboards");
  const living = table.all().filter((item) => item.peek("deleted") !== true);
  const undated = Math.round(living.length * UNDATED) -
    living.filter((item) => item.peek("updated_at") === null).length;
  let merges = store.table("merge_queries").size;
  for (const [index, item] of living.entries()) {
    const row: JsonObject = { ...table.stored(item.id), last_viewed_at: null };
    const odd = index < Math.min(ODD_COUNT, Math.ceil(options.dashboards / 2));
    if (Math.floor(((index + 1) * undated) / living.length) > Math.floor((index * undated) / living.length)) {
      Object.assign(row, { updated_at: null, last_updater_id: null, last_updater_name: null });
    }
    const one: Given = { store, options, n: index, id: item.id, row };
    if (!odd) TRAITS[index % TRAITS.length]?.(one);
    for (; merges < (index + 1) * MERGES_PER_DASHBOARD; merges++) {
      mergeTile(one, merges, merges % GONE_EVERY === GONE_EVERY - 1 && !odd);
    }
    row["dashboard_filters"] = asList(row["dashboard_filters"]).map(asObject).map((filter): Json => ({
      ...filter,
      field: filterField(filter, store.deploys),
    }));
    table.set(item.id, row);
  }
  const queries = store.table("queries");
  for (const [id, row] of [...queries.rows]) queries.set(id, { ...row, ...queryExtras(row, store.deploys) });
  seedHubDestinations(store);
  seedManagedGroup(store);
}

function addTile(given: Given, kind: JsonObject, title: string | null): JsonObject {
  const { store, id, row } = given;
  const made = tile({ id: store.nextPartId("dashboard_elements"), dashboardId: id, title, kind });
  row["dashboard_elements"] = [...asList(row["dashboard_elements"]), made];
  const [first, ...others] = asList(row["dashboard_layouts"]).map(asObject);
  if (first === undefined) return made;
  const component = asObject(
    asList(
      layout(asText(first["id"]), id, 0, [{
        id: store.nextPartId("dashboard_layout_components"),
        elementId: asText(made["id"]),
        title,
      }], false)["dashboard_layout_components"],
    )[0],
  );
  if (others.length > 0) made["dashboard_layout_id"] = first["id"] ?? null;
  const components = [...asList(first["dashboard_layout_components"]), {
    ...component,
    row: asList(first["dashboard_layout_components"]).length * 6,
    vis_type: null,
  }];
  row["dashboard_layouts"] = [{ ...first, dashboard_layout_components: components }, ...others];
  return made;
}

/** Changes the component of a tile, or the last one. */
function place(given: Given, change: JsonObject, elementId?: Json): JsonObject {
  const { row } = given;
  const [first, ...others] = asList(row["dashboard_layouts"]).map(asObject);
  if (first === undefined) return {};
  const components = asList(first["dashboard_layout_components"]).map(asObject);
  const wanted = elementId ?? components.at(-1)?.["dashboard_element_id"];
  let found: JsonObject = {};
  const changed = components.map((one): JsonObject => {
    if (one["dashboard_element_id"] !== wanted) return one;
    return found = { ...one, ...change };
  });
  row["dashboard_layouts"] = [{ ...first, dashboard_layout_components: changed }, ...others];
  return found;
}

function storedQuery({ store, options }: Given, number: number): JsonObject {
  const id = opaqueId(options.seed + 300, number);
  return store.table("queries").insert(query({
    id,
    slug: opaqueId(options.seed + 301, number).slice(0, 7),
    number: `9${number}`,
    vis: visConfig(new Random(options.seed + number), 160),
  })).full();
}

function mergeTile(given: Given, number: number, gone: boolean): void {
  const { store, options } = given;
  const id = opaqueId(options.seed + 302, number), vis = visConfig(new Random(number), 120);
  const sources = 2 + (number % 3 === 0 ? 1 : 0);
  if (!gone) {
    const source_queries = Array.from({ length: sources }, (_, k): Json => ({
      name: `source ${k}`,
      query_id: storedQuery(given, number * 10 + k)["id"] ?? null,
      query_slug: null,
      merge_fields: k === 0 ? null : [{ field_name: "orders.id", source_field_name: "orders.order_id" }],
    }));
    const vis_config = { type: "looker_grid", hidden_fields: [], y_axes: [] };
    const rest = {
      column_limit: null,
      dynamic_fields: null,
      pivots: null,
      sorts: null,
      total: null,
      limit: null,
    };
    store.table("merge_queries").insert({
      id,
      can: { show: true },
      ...rest,
      result_maker_id: `8${number}`,
      source_queries,
      vis_config,
    });
  }
  addTile(given, mergeKind(id, `8${number}`, sources, vis), `Merged ${number}`);
}

/** The newer text editor: a JSON text of nodes, whose links are escaped twice. */
function slate(given: Given): void {
  const nodes = JSON.stringify([
    { type: "h1", children: [{ text: "Notes", bold: true, color: "hsl(209, 81%, 34%)" }], id: 1707169172325 },
    { type: "p", children: [{ text: "" }, { text: "See " }], id: 1707169193825 },
    {
      type: "a",
      url: `/dashboards/${1 + given.n % 5}`,
      children: [{ text: "the other one" }],
      id: 1707169193826,
    },
  ]).replaceAll("/", "\\/");
  const kind = { type: "text", body_text: nodes, rich_content_json: JSON.stringify({ format: "slate" }) };
  addTile(given, kind, null);
}

/** A group: `group_id` names the component of its head; rows and columns of its tiles are relative to it. */
function tileGroup(given: Given): void {
  addTile(given, { type: "text", title_text: "Group", body_text: "" }, "Group");
  const head = place(given, { width: 24, height: 12 });
  const ids = asList(given.row["dashboard_elements"]).map(asObject).slice(0, 2).map((one) => one["id"]);
  for (const [k, id] of ids.entries()) {
    place(given, { group_id: head["id"] ?? null, row: 0, column: 12 * k, width: 12, height: 8 }, id);
  }
}

function changeFirst(given: Given, change: (tile: JsonObject) => JsonObject): void {
  const [first, ...others] = asList(given.row["dashboard_elements"]).map(asObject);
  if (first !== undefined) given.row["dashboard_elements"] = [{ ...first, ...change(first) }, ...others];
}

function dataTile(given: Given): void {
  changeFirst(given, () => ({ type: "data" }));
}

const LISTEN: Json = [{ dashboard_filter_name: "Region", field: "orders.field_0" }];

function lookTile(one: Given): void {
  const looks = one.store.table("looks").all().filter((item) => item.peek("deleted") !== true);
  const look = looks[one.n % Math.max(1, looks.length)];
  if (look === undefined) return;
  const filterables = [{ model: "thelook", view: "orders", name: null, listen: LISTEN }];
  const maker = { id: `l${one.n}`, filterables };
  addTile(one, { type: "vis", look_id: look.id, result_maker: maker, result_maker_id: maker.id }, null);
}

function lookGone(given: Given): void {
  addTile(given, { type: "vis", look_id: String(700_000 + given.n) }, null);
  place(given, { vis_type: "error" });
}

/** Imported from LookML: the query stands in the result maker alone. */
function fromLookml(one: Given): void {
  changeFirst(
    one,
    (tile) =>
      given(tile["result_maker"])
        ? { query: null, query_id: null, lookml_link_id: "Page Views Comparison" }
        : {},
  );
}

function placeless(given: Given): void {
  const granular = ["row", "column", "width", "height"].map((name) => [`granular_${name}`, null]);
  place(given, { row: null, column: null, width: null, height: null, ...Object.fromEntries(granular) });
}

function legacy({ row }: Given): void {
  Object.assign(row, { preferred_viewer: null, hidden: true, refresh_interval: "1 hour", appearance: null });
}

/** Made in SQL Runner: its query can be read by slug alone, and no tile tells the slug. */
function sqlTile(given: Given): void {
  const id = `s${given.n}`;
  const result_maker: Json = {
    id,
    dynamic_fields: null,
    filterables: [],
    sorts: null,
    merge_result_id: null,
    total: null,
    query_id: null,
    sql_query_id: String(5000 + given.n),
    query: null,
    vis_config: { type: "table" },
  };
  addTile(given, { type: "vis", result_maker, result_maker_id: id }, "From SQL Runner");
}

/** Two of these are enough: they are rare. */
function withoutLayouts({ row, n }: Given): void {
  if (n >= 3 * TRAITS.length + ODD_COUNT) return;
  row["dashboard_layouts"] = Math.floor(n / TRAITS.length) % 2 === 0 ? null : [];
}

/** A schedule and an alert that go to an action hub, which they name by its id. */
function seedHubDestinations(store: Store): void {
  const integration = store.table("integrations").all().find((item) => item.id.endsWith("::slack"))?.id;
  if (integration === undefined) return;
  const plan = store.table("scheduled_plans").all().find((item) => item.peek("enabled") === true);
  if (plan !== undefined) {
    const [first, ...others] = asList(plan.peek("scheduled_plan_destination")).map(asObject);
    const hub = {
      type: `looker-integration://${integration}`,
      address: null,
      parameters: '{"channel":"C024"}',
    };
    store.patch("scheduled_plans", plan.id, {
      scheduled_plan_destination: [{ ...first, ...hub, looker_recipient: false }, ...others],
    });
  }
  const alert = store.table("alerts").all().at(-1);
  if (alert === undefined) return;
  store.patch("alerts", alert.id, {
    destinations: [{
      destination_type: "ACTION_HUB",
      email_address: null,
      action_hub_integration_id: integration,
      action_hub_form_params_json: '{"channel":"C024"}',
    }],
  });
}

/** A group from the identity provider that has a role: neither its members nor its roles can be set by API. */
function seedManagedGroup(store: Store): void {
  const group = store.table("groups").all().find((item) => item.peek("externally_managed") === true);
  const role = store.table("roles").all().find((item) => item.peek("name") === "User");
  if (group === undefined || role === undefined) return;
  store.patch("roles", role.id, { _groups: [...asList(role.peek("_groups")), group.id] });
}

/** Content of every kind that breaks backups: one dashboard or look each. @module */
import { asText, type Json, type JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { mix, opaqueId, Random } from "../random.ts";
import type { Store } from "../store.ts";
import { look } from "./looks.ts";
import { ODD_NAMES, plainTitle, timestamp } from "./names.ts";
import { NASTY_VIS_CONFIG, query, tableCalculation, visBytes, visConfig } from "./queries.ts";
import { dashboard, filter, layout, mergeKind, queryKind, tile } from "./tiles.ts";

/** How many of the first dashboards and looks are made by hand. */
export const ODD_COUNT = ODD_NAMES.length;

const KINDS = ["query", "look", "merge", "text", "rich", "nasty", "from_lookml", "merge_by_slug"] as const;

/** What only the first dashboard has besides: a filter that stands among the tiles. */
const ONCE = ["filter"] as const;

/** Where content goes and whose it is. */
export interface ContentPlaces {
  folders: readonly string[];
  users: readonly string[];
}

/** The first looks: odd names, nasty settings. */
export function seedOddLooks(
  store: Store,
  options: ResolvedOptions,
  places: ContentPlaces,
  count: number,
): void {
  const random = new Random(options.seed + 211);
  for (let n = 0; n < count; n++) {
    const id = String(n + 1);
    const vis = n % 4 === 1 ? NASTY_VIS_CONFIG : visConfig(random, 300);
    const made = addQuery(store, options, 600_000 + n, vis);
    store.table("looks").insert(look({
      id,
      ...common(store, options, n, places),
      title: n === 10 ? null : ODD_NAMES[(n + 5) % ODD_NAMES.length] ?? plainTitle(n),
      query_id: made,
      public: n % 8 === 3,
      public_slug: n % 8 === 3 ? opaqueId(1, n) : null,
    }));
  }
}

/** The first dashboards: tiles of every kind, tabs, odd names. */
export function seedOddDashboards(
  store: Store,
  options: ResolvedOptions,
  places: ContentPlaces,
  count: number,
): void {
  for (let n = 0; n < count; n++) {
    const id = String(n + 1);
    const filters = n % 6 === 5
      ? []
      : ["Region", "Order Date", ODD_NAMES[n] ?? "x"].map((name, row) =>
        filter(part(store, "dashboard_filters"), id, name, row)
      );
    const elements = tilesOf(store, options, n, { id, filterId: filters[0]?.["id"] ?? null });
    const tabs = n % 5 === 1;
    const placed = n % 4 === 2 ? elements.slice(0, -1) : elements;
    const half = tabs ? Math.ceil(placed.length / 2) : placed.length;
    const parts = [placed.slice(0, half), ...(tabs ? [placed.slice(half)] : [])];
    store.table("dashboards").insert(dashboard({
      id,
      ...common(store, options, n, places),
      title: ODD_NAMES[n % ODD_NAMES.length] ?? plainTitle(n),
      slug: n === 3 ? null : opaqueId(options.seed + 9, n).slice(0, 20),
      description: n % 2 === 0 ? null : `${ODD_NAMES[n] ?? ""}\n\nsecond paragraph`,
      preferred_viewer: "dashboards-next",
      lookml_link_id: n === 7 ? "thelook::business_pulse" : null,
      certification_metadata: n === 4
        ? {
          certification_status: "certified",
          ui_status: "certified",
          user_name: "API Admin",
          notes: "ok ✓",
          updated_at: timestamp(n, 77),
        }
        : null,
      last_updater_name: n % 2 === 0 ? null : "Ünal",
      dashboard_elements: elements,
      dashboard_filters: filters,
      dashboard_layouts: parts.map((tiles, order) => {
        const layoutId = part(store, "dashboard_layouts");
        if (tabs) { for (const element of tiles) element["dashboard_layout_id"] = layoutId; }
        return layout(
          layoutId,
          id,
          order,
          tiles.map((element) => ({
            id: part(store, "dashboard_layout_components"),
            elementId: asText(element["id"]),
            title: asText(element["title"]),
          })),
          tabs,
        );
      }),
    }));
  }
}

/** One dashboard of about 10 MB. */
export function seedGiant(store: Store, options: ResolvedOptions, places: ContentPlaces): void {
  const id = store.table("dashboards").nextId();
  const random = new Random(options.seed + 999);
  const elements = Array.from({ length: 12 }, (_, k) => {
    const made = addQuery(store, options, 700_000 + k, visConfig(random, 90_000));
    const element = part(store, "dashboard_elements");
    return tile({
      id: element,
      dashboardId: id,
      title: `Giant ${k}`,
      kind: queryKind(store.table("queries").rows.get(made) ?? {}, `g${k}`, ["Region"]),
    });
  });
  store.table("dashboards").insert(dashboard({
    id,
    ...common(store, options, 5000, places),
    title: "Giant dashboard",
    slug: "giant",
    dashboard_elements: elements,
    dashboard_filters: [],
    dashboard_layouts: [
      layout(
        part(store, "dashboard_layouts"),
        id,
        0,
        elements.map((element) => ({
          id: part(store, "dashboard_layout_components"),
          elementId: asText(element["id"]),
          title: asText(element["title"]),
        })),
        false,
      ),
    ],
  }));
}

function tilesOf(
  store: Store,
  options: ResolvedOptions,
  n: number,
  { id: dashboardId, filterId }: { id: string; filterId: Json },
): JsonObject[] {
  const random = new Random(options.seed + 307 + n);
  const kinds = n === 0
    ? [...KINDS, ...ONCE]
    : n === 9
    ? []
    : Array.from({ length: Math.max(1, options.tilesPerDashboard) }, (_, k) =>
      KINDS[(n + k * 3) % KINDS.length]);
  return kinds.map((kind, k) => {
    const number = 800_000 + n * 100 + k * 10;
    const id = part(store, "dashboard_elements");
    const title = k % 3 === 2 ? null : ODD_NAMES[(n + k) % ODD_NAMES.length] ?? "tile";
    const vis = visConfig(random, visBytes(options.tileBytes));
    const queryTile = (text: string, calculation?: string): JsonObject =>
      queryKind(
        store.table("queries").rows.get(addQuery(store, options, number, text, calculation)) ?? {},
        String(number),
        ["Region", "Order Date"],
      );
    let own: JsonObject;
    switch (kind) {
      case "look":
        own = { type: "look", look_id: store.table("looks").get(String(1 + (n % ODD_COUNT)))?.id ?? null };
        if (own["look_id"] === null) own = queryTile(vis);
        break;
      case "merge":
      case "merge_by_slug":
        own = mergeKind(addMerge(store, options, number, kind === "merge_by_slug"), String(number), 3, vis);
        break;
      case "text":
        own = {
          type: "text",
          title_text: "Über *uns*",
          subtitle_text: "sub",
          body_text: "See [this](/dashboards/2) & <script>alert(1)</script>",
          body_text_as_html: "<p>See</p>",
        };
        break;
      case "rich":
        own = {
          type: "button",
          rich_content_json: JSON.stringify({
            text: "Open",
            href: `/dashboards/${(n % 5) + 1}`,
            newTab: true,
            size: "medium",
          }),
        };
        break;
      case "filter":
        own = { type: "filter", filter_id: filterId };
        break;
      case "nasty":
        own = queryTile(NASTY_VIS_CONFIG, tableCalculation(n));
        break;
      case "from_lookml":
        own = {
          ...queryTile(vis),
          query: null,
          query_id: null,
          lookml_link_id: "thelook::business_pulse::tile",
        };
        break;
      default:
        own = queryTile(vis);
    }
    const unknown: JsonObject = options.unknownFields && k === 1
      ? { foo_bar_2027: [{ "b": 1, "a": null }] }
      : {};
    const made = tile({ id, dashboardId, title, kind: { ...own, ...unknown } });
    return kind === "from_lookml" ? { ...made, query: null } : made;
  });
}

function addQuery(
  store: Store,
  options: ResolvedOptions,
  number: number,
  vis: string,
  calculation?: string,
): string {
  const id = opaqueId(options.seed, number);
  store.table("queries").insert(query({
    id,
    slug: opaqueId(options.seed + 1, number).slice(0, 12),
    number: String(number),
    vis,
    ...(calculation !== undefined && { dynamicFields: calculation }),
    ...(options.unknownFields && number % 3 === 0 && { extra: { foo_bar_2027: { runtime: 1.5 } } }),
  }));
  return id;
}

function addMerge(store: Store, options: ResolvedOptions, number: number, bySlug: boolean): string {
  const random = new Random(number);
  const sources = Array.from({ length: 3 }, (_, k): Json => {
    const id = addQuery(store, options, number + 1 + k, visConfig(random, 80));
    const slug = store.table("queries").rows.get(id)?.["slug"] ?? null;
    return {
      name: `source ${k}`,
      query_id: bySlug && k > 0 ? null : id,
      query_slug: bySlug ? slug : null,
      merge_fields: k === 0 ? [] : [{ field_name: "orders.id", source_field_name: "orders.order_id" }],
    };
  });
  return store.table("merge_queries").insert({
    id: opaqueId(options.seed + 6, number),
    can: { show: true },
    column_limit: "50",
    dynamic_fields: null,
    pivots: [],
    result_maker_id: String(number),
    sorts: ["orders.created_date desc"],
    source_queries: sources,
    total: false,
    limit: "500",
    vis_config: { type: "looker_column", nested: { deep: [1, { a: true }] } },
  }).id;
}

function common(store: Store, options: ResolvedOptions, n: number, places: ContentPlaces): JsonObject {
  const views = mix(n, 23) % 900;
  return {
    content_metadata_id: store.table("content_metadata").nextId(),
    folder_id: places.folders[n % places.folders.length] ?? "1",
    user_id: n === 8 ? null : places.users[n % places.users.length] ?? "1",
    created_at: n === 6 ? null : timestamp(n, 71, n % 2 === 1),
    updated_at: n === 6 ? null : timestamp(n, 72, n % 2 === 1),
    last_viewed_at: timestamp(n, 73),
    last_accessed_at: timestamp(n, 74),
    view_count: views,
    usage_count: views,
    favorite_count: n % 4,
    ...(options.unknownFields && n % 5 === 2 && { foo_bar_2027: { deep: { "foo_bar_x": [null, "é"] } } }),
  };
}

function part(store: Store, kind: Parameters<Store["nextPartId"]>[0]): string {
  return store.nextPartId(kind);
}

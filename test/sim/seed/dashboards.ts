/** The dashboards: a few of every kind first, then as many as asked, from templates. @module */
import { asText, type JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { TILE_NUMBERS } from "../query_store.ts";
import { mix, opaqueId, Random } from "../random.ts";
import type { PartKind, Store } from "../store.ts";
import type { ByteSink } from "../byte_sink.ts";
import type { Bulk } from "../table.ts";
import { isNumericId, numericText, type Served } from "../served.ts";
import { type Filling, gap, Template, valueGap } from "../template.ts";
import { plainTitle, timestamp } from "./names.ts";
import { query, tableCalculation, visBytes, visConfig } from "./queries.ts";
import { dashboard, filter, layout, queryKind, tile } from "./tiles.ts";

const SHAPES = 12;
const FILTERS = 2;

/** Where the generated objects go and which ids they get. */
export interface BulkPlace {
  count: number;
  firstId: number;
  firstMetadata: number;
  /** Which of them are in the trash. */
  trash: (index: number) => boolean;
  folders: readonly string[];
  users: readonly string[];
}

/** Puts `place.count` generated dashboards into the store. */
export function seedBulkDashboards(store: Store, options: ResolvedOptions, place: BulkPlace): void {
  const tiles = options.tilesPerDashboard;
  const first: Record<PartKind, number> = {
    dashboard_elements: Number(store.nextPartId("dashboard_elements")),
    dashboard_filters: Number(store.nextPartId("dashboard_filters")),
    dashboard_layouts: Number(store.nextPartId("dashboard_layouts")),
    dashboard_layout_components: Number(store.nextPartId("dashboard_layout_components")),
  };
  const per: Record<PartKind, number> = {
    dashboard_elements: tiles,
    dashboard_filters: FILTERS,
    dashboard_layouts: 1,
    dashboard_layout_components: tiles,
  };
  for (const kind of Object.keys(per) as PartKind[]) {
    store.reserveParts(kind, first[kind] + per[kind] * place.count);
  }
  const shapes = Array.from(
    { length: SHAPES },
    (_, shape) => template(new Random(options.seed + shape * 977), options, shape),
  );
  const bulk = new BulkDashboards(store, options, place, first, shapes);
  store.table("dashboards").setBulk(bulk);
  store.bulkOwner = (kind, id) => bulk.owner(kind, id);
}

class BulkDashboards implements Bulk {
  readonly count: number;
  #queryIndex: Map<string, number> | undefined;
  constructor(
    readonly store: Store,
    readonly options: ResolvedOptions,
    readonly place: BulkPlace,
    readonly first: Record<PartKind, number>,
    readonly shapes: readonly Template[],
  ) {
    this.count = place.count;
  }

  id(index: number): string {
    return String(this.place.firstId + index);
  }

  index(id: string): number | undefined {
    const index = /^[1-9]\d{0,9}$/.test(id) ? Number(id) - this.place.firstId : -1;
    return index >= 0 && index < this.count ? index : undefined;
  }

  owner(kind: PartKind | "queries", id: string): string | undefined {
    const tiles = this.options.tilesPerDashboard;
    if (kind === "queries") {
      if (this.#queryIndex === undefined) {
        this.#queryIndex = new Map();
        for (let n = 0; n < this.count * tiles; n++) this.#queryIndex.set(opaqueId(this.options.seed, n), n);
      }
      const number = this.#queryIndex.get(id);
      return number === undefined ? undefined : this.id(Math.floor(number / tiles));
    }
    const per = kind === "dashboard_filters" ? FILTERS : kind === "dashboard_layouts" ? 1 : tiles;
    const index = Math.floor((Number(id) - this.first[kind]) / per);
    return index >= 0 && index < this.count ? this.id(index) : undefined;
  }

  head(index: number): JsonObject {
    const own = this.#own(index);
    const head: JsonObject = {};
    for (const [name, value] of Object.entries(this.#shape(index).object)) {
      if (typeof value !== "object" && !String(value).includes("\u27ea")) head[name] = value;
      else if (value === null) head[name] = null;
    }
    return { ...head, ...own };
  }

  text(index: number, view: string, served: Served): string {
    return this.#shape(index).text(view, this.#filling(index, served));
  }

  writeTo(sink: ByteSink, index: number, view: string): void {
    this.#shape(index).writeTo(sink, view, this.#filling(index, this.store.served));
  }

  #filling(index: number, served: Served): Filling {
    return { served, fill: this.#fill(index, served) };
  }

  #fill(index: number, served: Served): (gap: string) => string {
    const own = this.#own(index);
    const id = this.id(index), tiles = this.options.tilesPerDashboard;
    const user = this.store.table("users").get(asText(own["user_id"]));
    return (name: string): string => {
      const part = Number(name.slice(1));
      switch (name[0]) {
        case "e":
          return String(this.first.dashboard_elements + index * tiles + part);
        case "q":
          return opaqueId(this.options.seed, index * tiles + part);
        case "s":
          return opaqueId(this.options.seed + 1, index * tiles + part).slice(0, 12);
        case "n":
          return String(index * tiles + part + TILE_NUMBERS);
        case "c":
          return String(this.first.dashboard_layout_components + index * tiles + part);
        case "f":
          return String(this.first.dashboard_filters + index * FILTERS + part);
        case "l":
          return String(this.first.dashboard_layouts + index);
      }
      if (name === "ID") return id;
      if (name === "FOLDER") {
        return this.store.table("folders").get(asText(own["folder_id"]))?.text("FolderBase") ?? "null";
      }
      if (name === "USER_NAME") return JSON.stringify(user?.get("display_name") ?? null);
      if (name === "OWNER_DISABLED") return String(user?.get("is_disabled") ?? false);
      const property = name.slice(2), text = JSON.stringify(own[property] ?? null);
      return isNumericId(served, property) ? numericText(text) : text;
    };
  }

  #shape(index: number): Template {
    const shape = this.shapes[mix(index, 5) % this.shapes.length];
    if (shape === undefined) throw new Error("Cannot make a dashboard: no shapes");
    return shape;
  }

  #own(index: number): JsonObject {
    const { place } = this;
    const id = this.id(index);
    const deleted = place.trash(index);
    const offset = index % 5 === 0;
    const views = mix(index, 21) % 5000;
    return {
      id,
      title: plainTitle(place.firstId + index),
      slug: opaqueId(this.options.seed + 2, index).slice(0, 20),
      content_metadata_id: String(place.firstMetadata + index),
      folder_id: place.folders[index % place.folders.length] ?? "1",
      user_id: place.users[mix(index, 9) % place.users.length] ?? "1",
      created_at: timestamp(index, 31, offset),
      updated_at: timestamp(index, 32, offset),
      last_viewed_at: timestamp(index, 33),
      last_accessed_at: timestamp(index, 34),
      deleted,
      deleted_at: deleted ? timestamp(index, 35) : null,
      deleter_id: deleted ? "1" : null,
      view_count: views,
      usage_count: views * 2,
      favorite_count: views % 7,
      edit_uri: `/dashboards/${id}/edit`,
      url: `/dashboards/${id}`,
    };
  }
}

const OWN = [
  "title",
  "slug",
  "content_metadata_id",
  "folder_id",
  "user_id",
  "created_at",
  "updated_at",
  "last_viewed_at",
  "last_accessed_at",
  "deleted",
  "deleted_at",
  "deleter_id",
  "view_count",
  "usage_count",
  "favorite_count",
];

function template(random: Random, options: ResolvedOptions, shape: number): Template {
  const id = gap("ID");
  const filters = ["Region", "Order Date"].slice(0, FILTERS);
  const elements = Array.from({ length: options.tilesPerDashboard }, (_, k) => {
    const vis = visConfig(random, visBytes(options.tileBytes));
    const made = query({
      id: gap(`q${k}`),
      slug: gap(`s${k}`),
      number: gap(`n${k}`),
      vis,
      view: random.pick(["orders", "users", "events", "order_items"]),
      dynamicFields: k % 4 === 3 ? tableCalculation(k) : null,
    });
    const title = `${random.pick(["Orders", "Umsatz", "Sessions", "売上", "Total"])} ${k + 1}`;
    return tile({ id: gap(`e${k}`), dashboardId: id, title, kind: queryKind(made, gap(`n${k}`), filters) });
  });
  const own: JsonObject = {};
  for (const name of OWN) own[name] = valueGap(`V_${name}`);
  const places = elements.map((element, k) => ({
    id: gap(`c${k}`),
    elementId: gap(`e${k}`),
    title: asText(element["title"]),
  }));
  return new Template(dashboard({
    ...own,
    id,
    folder: valueGap("FOLDER"),
    user_name: valueGap("USER_NAME"),
    is_owner_disabled: valueGap("OWNER_DISABLED"),
    description: shape % 3 === 0
      ? null
      : "Refreshed each morning; ask the data team before changing filters.",
    dashboard_elements: elements,
    dashboard_filters: filters.map((name, row) => filter(gap(`f${row}`), id, name, row)),
    dashboard_layouts: [layout(gap("l0"), id, 0, places, false)],
  }));
}

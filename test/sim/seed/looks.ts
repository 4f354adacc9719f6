/** The looks: a few odd ones first, then as many as asked, from templates. @module */
import { asText, type JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { HOST } from "../present.ts";
import { LOOK_NUMBERS } from "../query_store.ts";
import { mix, opaqueId, Random } from "../random.ts";
import type { Store } from "../store.ts";
import type { ByteSink } from "../byte_sink.ts";
import type { Bulk } from "../table.ts";
import { isNumericId, numericText, type Served } from "../served.ts";
import { type Filling, gap, Template, valueGap } from "../template.ts";
import type { BulkPlace } from "./dashboards.ts";
import { plainTitle, timestamp } from "./names.ts";
import { query, visConfig } from "./queries.ts";

const SHAPES = 6;

/** A look: given properties over those that all have. */
export function look(own: JsonObject): JsonObject {
  const id = String(own["id"]);
  return {
    can: {
      index: true,
      show: true,
      create: true,
      update: true,
      destroy: true,
      move: true,
      copy: true,
      download: true,
    },
    certification_metadata: null,
    content_favorite_id: null,
    deleted: false,
    deleted_at: null,
    deleter_id: null,
    description: null,
    embed_url: `${HOST}/embed/looks/${id}`,
    excel_file_url: null,
    favorite_count: 0,
    google_spreadsheet_formula: null,
    image_embed_url: null,
    is_run_on_load: true,
    last_accessed_at: null,
    last_updater_id: "1",
    last_viewed_at: null,
    model: { id: "thelook", label: "thelook" },
    public: false,
    public_slug: null,
    public_url: null,
    short_url: `/looks/${id}`,
    view_count: 0,
    usage_count: 0,
    is_owner_disabled: false,
    url: `/looks/${id}`,
    ...own,
  };
}

/** Puts `place.count` generated looks into the store. */
export function seedBulkLooks(store: Store, options: ResolvedOptions, place: BulkPlace): void {
  const shapes = Array.from(
    { length: SHAPES },
    (_, shape) => template(new Random(options.seed + shape * 613 + 7)),
  );
  const bulk = new BulkLooks(store, options, place, shapes);
  store.table("looks").setBulk(bulk);
  store.bulkLookOfQuery = (id) => bulk.ofQuery(id);
}

class BulkLooks implements Bulk {
  readonly count: number;
  #byQuery: Map<string, string> | undefined;
  constructor(
    readonly store: Store,
    readonly options: ResolvedOptions,
    readonly place: BulkPlace,
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

  ofQuery(id: string): string | undefined {
    if (this.#byQuery === undefined) {
      this.#byQuery = new Map();
      for (let index = 0; index < this.count; index++) {
        this.#byQuery.set(this.#queryId(index), this.id(index));
      }
    }
    return this.#byQuery.get(id);
  }

  head(index: number): JsonObject {
    const head: JsonObject = {};
    for (const [name, value] of Object.entries(this.#shape(index).object)) {
      if (value === null || (typeof value !== "object" && !String(value).includes("\u27ea"))) {
        head[name] = value;
      }
    }
    return { ...head, ...this.#own(index) };
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
    const user = this.store.table("users").get(asText(own["user_id"]));
    return (name: string): string => {
      if (name === "ID") return this.id(index);
      if (name === "QUERY") return this.#queryId(index);
      if (name === "SLUG") return opaqueId(this.options.seed + 4, index).slice(0, 12);
      if (name === "NUMBER") return String(index + LOOK_NUMBERS);
      if (name === "FOLDER") {
        return this.store.table("folders").get(asText(own["folder_id"]))?.text("FolderBase") ?? "null";
      }
      if (name === "USER_NAME") return JSON.stringify(user?.get("display_name") ?? null);
      if (name === "OWNER_DISABLED") return String(user?.get("is_disabled") ?? false);
      const property = name.slice(2), text = JSON.stringify(own[property] ?? null);
      return isNumericId(served, property) ? numericText(text) : text;
    };
  }

  #queryId(index: number): string {
    return opaqueId(this.options.seed + 3, index);
  }

  #shape(index: number): Template {
    const shape = this.shapes[mix(index, 6) % this.shapes.length];
    if (shape === undefined) throw new Error("Cannot make a look: no shapes");
    return shape;
  }

  #own(index: number): JsonObject {
    const { place } = this;
    const deleted = place.trash(index);
    const views = mix(index, 22) % 3000;
    const id = this.id(index);
    return {
      id,
      title: `Look ${plainTitle(place.firstId + index)}`,
      content_metadata_id: String(place.firstMetadata + index),
      query_id: this.#queryId(index),
      folder_id: place.folders[index % place.folders.length] ?? "1",
      user_id: place.users[mix(index, 10) % place.users.length] ?? "1",
      created_at: timestamp(index, 41, index % 4 === 0),
      updated_at: timestamp(index, 42, index % 4 === 0),
      last_viewed_at: timestamp(index, 43),
      last_accessed_at: timestamp(index, 44),
      deleted,
      deleted_at: deleted ? timestamp(index, 45) : null,
      deleter_id: deleted ? "1" : null,
      view_count: views,
      usage_count: views * 3,
      favorite_count: views % 5,
      embed_url: `${HOST}/embed/looks/${id}`,
      short_url: `/looks/${id}`,
      url: `/looks/${id}`,
    };
  }
}

const OWN = [
  "title",
  "content_metadata_id",
  "query_id",
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

function template(random: Random): Template {
  const own: JsonObject = {};
  for (const name of OWN) own[name] = valueGap(`V_${name}`);
  return new Template(look({
    ...own,
    id: gap("ID"),
    folder: valueGap("FOLDER"),
    user_name: valueGap("USER_NAME"),
    is_owner_disabled: valueGap("OWNER_DISABLED"),
    query: query({ id: gap("QUERY"), slug: gap("SLUG"), number: gap("NUMBER"), vis: visConfig(random, 400) }),
  }));
}

/**
 * What people break of dashboards: tiles, tabs, places, filters, names.
 *
 * @module
 */
import type { JsonObject } from "../sim/mod.ts";
import { any, exchange, isTitled, list, reversed, two, type Wild } from "./_wild.ts";

/** The dashboards' tiles, tabs and places. */
export const DASHBOARDS: Record<string, Wild> = {
  slugs: (at) =>
    exchange(at, (id) => `/dashboards/${id}`, [
      "slug",
      ...two(at, "dashboards", (one) => (one["slug"] ?? null) !== null),
    ]),
  titles: (at) => exchange(at, (id) => `/dashboards/${id}`, ["title", ...two(at, "dashboards", isTitled)]),
  async "another query of a tile"(at) {
    const query = await at.ask("POST", "/queries", {
      model: "thelook",
      view: "users",
      fields: [`users.f${at.random.below(9)}`],
      vis_config: { type: "table", x: at.random.below(9) },
    });
    const tiles = list(any(at, "dashboards")["dashboard_elements"]);
    // A tile without data that was given some cannot be that tile without again.
    const tile = at.random.pick(tiles.filter((one) => (one["query_id"] ?? one["look_id"] ?? null) !== null));
    return await at.ask("PATCH", `/dashboard_elements/${tile?.["id"]}`, { query_id: query?.["id"] });
  },
  async "a tile listens to other filters"(at) {
    const tiles = list(any(at, "dashboards")["dashboard_elements"]);
    const tile = at.random.pick(tiles.filter((one) => (one["query_id"] ?? null) !== null));
    const maker = (tile?.["result_maker"] ?? {}) as JsonObject;
    const filterables = list(maker["filterables"]).map((one) => ({
      ...one,
      listen: reversed(one["listen"]).slice(1),
    }));
    return await at.ask("PATCH", `/dashboard_elements/${tile?.["id"]}`, {
      result_maker: { filterables } as JsonObject,
    });
  },
  async "a tile on another tab"(at) {
    const dashboard = any(at, "dashboards", (one) => list(one["dashboard_layouts"]).length > 1);
    const tile = at.random.pick(list(dashboard["dashboard_elements"]));
    const tab = at.random.pick(list(dashboard["dashboard_layouts"]));
    return await at.ask("PATCH", `/dashboard_elements/${tile?.["id"]}`, {
      dashboard_layout_id: tab?.["id"] ?? null,
    });
  },
  async "a place taken away"(at) {
    const tab = at.random.pick(list(any(at, "dashboards")["dashboard_layouts"]));
    const place = at.random.pick(list(tab?.["dashboard_layout_components"]));
    return await at.ask("PATCH", `/dashboard_layout_components/${place?.["id"]}`, {
      deleted: place?.["deleted"] !== true,
    });
  },
  "more tiles": async (at) => {
    const id = any(at, "dashboards")["id"] ?? null;
    for (const n of [1, 2]) {
      await at.ask("POST", "/dashboard_elements", {
        dashboard_id: id,
        type: "text",
        title_text: `more ${n}`,
        body_text: "x",
      });
    }
    return {};
  },
  "another tab": (at) =>
    at.ask("POST", "/dashboard_layouts", {
      dashboard_id: any(at, "dashboards")["id"] ?? null,
      type: "newspaper",
      label: "More",
    }),
  "another filter": (at) =>
    at.ask("POST", "/dashboard_filters", {
      dashboard_id: any(at, "dashboards")["id"] ?? null,
      name: "More",
      title: "More",
      type: "field_filter",
    }),
  async "all tiles gone, another in their place"(at) {
    const dashboard = any(at, "dashboards"), tiles = list(dashboard["dashboard_elements"]);
    for (const tile of tiles) await at.ask("DELETE", `/dashboard_elements/${tile["id"]}`);
    const title = tiles[0]?.["title_text"] ?? "x";
    return await at.ask("POST", "/dashboard_elements", {
      dashboard_id: dashboard["id"] ?? null,
      type: "text",
      title_text: title,
      body_text: "other",
    });
  },
  async "filters with each other's names"(at) {
    const [a, b] = list(
      any(at, "dashboards", (one) => list(one["dashboard_filters"]).length > 1)["dashboard_filters"],
    );
    if (a === undefined || b === undefined) return null;
    await exchange(at, (id) => `/dashboard_filters/${id}`, ["title", a, b]);
    return await exchange(at, (id) => `/dashboard_filters/${id}`, ["name", a, b]);
  },
  async "all filters gone"(at) {
    for (const one of list(any(at, "dashboards")["dashboard_filters"])) {
      await at.ask("DELETE", `/dashboard_filters/${one["id"]}`);
    }
    return {};
  },
  async "into the trash, then for good"(at) {
    const table = at.random.pick(["dashboards", "looks"] as const),
      path = `/${table}/${any(at, table)["id"]}`;
    await at.ask("PATCH", path, { deleted: true });
    return await at.ask("DELETE", path);
  },
};

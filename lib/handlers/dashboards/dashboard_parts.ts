/**
 * The slug of a dashboard and the ids of its parts, as the target instance has them.
 *
 * @module
 */
import { asObjects, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { KeptName, PartListing } from "../handler.ts";

/** The slug, which a dashboard in the trash keeps. */
export const SLUG: KeptName = {
  of: (item) => asText(item.get("slug")),
  read: async (reader, id) =>
    asText((await reader.get("dashboard", { dashboard_id: id, fields: "slug" }))?.["slug"]),
  async giveUp(writer, id, slug) {
    await writer.send("update_dashboard", { dashboard_id: id }, { slug: `${slug}${undoneMark(id)}` });
  },
  before(form, id, isNoted) {
    const slug = asText(form["slug"]), mark = undoneMark(id);
    return isNoted && slug?.endsWith(mark) === true ? { ...form, slug: slug.slice(0, -mark.length) } : form;
  },
};

function undoneMark(id: string): string {
  return `-undone-${id}`;
}

/** Tiles and tabs, to which alerts and schedules refer. */
export const PART_LISTING: PartListing = {
  kinds: ["dashboard_elements", "dashboard_layouts"],
  async list(reader, kind) {
    if (kind === "dashboard_elements") {
      const rows = await reader.list("search_dashboard_elements", { fields: "id" });
      return { ids: new Map([["dashboard_elements", idsOf(rows)]]) };
    }
    const ids: string[] = [];
    for (const trash of [{}, { deleted: "true" }]) {
      const rows = await reader.list("search_dashboards", { ...trash, fields: "id,dashboard_layouts(id)" });
      ids.push(...rows.flatMap((row) => idsOf(asObjects(row["dashboard_layouts"]))));
    }
    return { ids: new Map([["dashboard_layouts", ids]]) };
  },
  // To restore a tile, a restore adds its dashboard.
  isIn: (item, kind, id) =>
    kind === "dashboard_elements" &&
    asObjects(item.get("dashboard_elements")).some((tile) => asText(tile["id"]) === id),
};

function idsOf(rows: readonly JsonObject[]): string[] {
  return rows.flatMap((row) => asText(row["id"]) ?? []);
}

/** The lists of a dashboard's parts, and the properties that name parts. */
const LISTS = ["dashboard_filters", "dashboard_elements", "dashboard_layouts", "dashboard_layout_components"];
const NAMED: readonly string[] = ["dashboard_layout_id", "dashboard_element_id", "filter_id"];

/**
 * Returns a dashboard's body with other ids for its parts, so that the parts of a copy are not matched with the
 * original's.
 */
export function disguised(body: JsonObject): JsonObject {
  const other = (id: JsonValue): JsonValue => asText(id) === null ? id : `drill ${asText(id)}`;
  const part = (one: JsonObject): JsonObject => {
    const next: JsonObject = { ...one, id: other(one["id"] ?? null) };
    for (const key of NAMED) if (next[key] !== undefined) next[key] = other(next[key]);
    return inLists(next);
  };
  const inLists = (one: JsonObject): JsonObject => {
    const next: JsonObject = { ...one };
    for (const key of LISTS) if (Array.isArray(next[key])) next[key] = asObjects(next[key]).map(part);
    return next;
  };
  return inLists(body);
}

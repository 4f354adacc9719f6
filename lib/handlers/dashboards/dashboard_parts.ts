/**
 * The counterparts of a dashboard in the target instance: its slug, and the ids of its parts.
 *
 * @module
 */
import { asObjects, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { KeptName, PartListing } from "../handler.ts";

/** A dashboard keeps its slug in the trash. */
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

/** Tiles and tabs, which alerts and schedules name. */
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
  // A tile comes with its dashboard.
  isIn: (item, kind, id) =>
    kind === "dashboard_elements" &&
    asObjects(item.get("dashboard_elements")).some((tile) => asText(tile["id"]) === id),
};

function idsOf(rows: readonly JsonObject[]): string[] {
  return rows.flatMap((row) => asText(row["id"]) ?? []);
}

/** Lists of a dashboard's parts, and properties that name parts. */
const LISTS = ["dashboard_filters", "dashboard_elements", "dashboard_layouts", "dashboard_layout_components"];
const NAMED: readonly string[] = ["dashboard_layout_id", "dashboard_element_id", "filter_id"];

/** A dashboard's body with other ids for its parts: those of a copy must not be taken for those of the original. */
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

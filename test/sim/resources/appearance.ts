/** Themes and color collections. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one } from "../call.ts";
import { invalid, notFound } from "../errors.ts";
import { asList, asObject, asText, type Json, type JsonObject } from "../json.ts";
import type { Item } from "../table.ts";
import { crud } from "./crud.ts";

/** Handlers. */
export const appearance: Handlers = {
  ...crud({
    table: "themes",
    get: "theme",
    lists: ["all_themes", "active_themes", "search_themes"],
    create: "create_theme",
    updates: ["update_theme"],
    remove: "delete_theme",
    required: ["name"],
    list: { ignore: ["ts", "theme_type", "begin_at", "end_at"] },
    unique: [["name", "begin_at", "end_at"]],
    fixed: (item) => item.get("name") === "Looker" ? "The built-in theme" : undefined,
    accept: (call, body, old) => {
      const colors = asText(asObject(body["settings"])["color_collection_id"]);
      if (colors !== "" && !call.store.table("color_collections").get(colors)) {
        throw invalid("settings.color_collection_id", "invalid", "Color collection not found");
      }
      if (body["name"] !== undefined && !/^\w+$/.test(asText(body["name"]))) {
        throw invalid("name", "invalid", "Names are letters, digits and underscores");
      }
      return {
        ...body,
        ...(body["settings"] !== undefined &&
          { settings: { ...asObject(old?.get("settings")), ...asObject(body["settings"]) } }),
      };
    },
    initial: () => ({ can: { show: true, update: true }, begin_at: null, end_at: null, settings: {} }),
  }),
  validate_theme: (call) => {
    if (!/^\w+$/.test(asText(bodyObject(call)["name"]))) {
      throw invalid("name", "invalid", "Names are letters, digits and underscores");
    }
    return noContent();
  },
  default_theme_by_type: (call) =>
    one(
      call,
      themeByName(
        call,
        asText(call.store.singleton("defaults")[`theme_${call.query.text("theme_type")}`]) || "Looker",
      ),
    ),
  set_default_theme_by_type: (call) => {
    const item = themeByName(call, call.query.text("name") ?? "");
    call.store.setSingleton("defaults", {
      ...call.store.singleton("defaults"),
      [`theme_${call.query.text("theme_type")}`]: item.get("name") ?? null,
    });
    return one(call, item);
  },
  ...crud({
    table: "color_collections",
    get: "color_collection",
    lists: ["all_color_collections"],
    create: "create_color_collection",
    updates: ["update_color_collection"],
    remove: "delete_color_collection",
    required: ["label"],
    fixed: (item) => item.peek("_custom") === true ? undefined : "A standard collection",
    accept: (call, body, old) => ({ ...body, ...paletteIds(call, body, old) }),
    initial: () => ({
      categoricalPalettes: [],
      sequentialPalettes: [],
      divergingPalettes: [],
      _custom: true,
    }),
  }),
  color_collections_custom: (call) =>
    many(call, call.store.table("color_collections").all().filter((item) => item.peek("_custom") === true)),
  color_collections_standard: (call) =>
    many(call, call.store.table("color_collections").all().filter((item) => item.peek("_custom") !== true)),
  default_color_collection: (call) =>
    one(
      call,
      find(call, "color_collections", asText(call.store.singleton("defaults")["color_collection_id"])),
    ),
  set_default_color_collection: (call) => {
    const item = find(call, "color_collections", call.query.text("collection_id"));
    call.store.setSingleton("defaults", {
      ...call.store.singleton("defaults"),
      color_collection_id: item.id,
    });
    return one(call, item);
  },
};

function themeByName(call: Parameters<typeof one>[0], name: string): ReturnType<typeof find> {
  const item = call.store.table("themes").all().find((theme) =>
    theme.get("name") === name && theme.get("end_at") === null
  );
  if (item === undefined) throw notFound();
  return item;
}

/** Assumed: palettes sent again keep the ids of those that stood in their place. */
function paletteIds(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  const made: JsonObject = {};
  for (const kind of ["categorical", "sequential", "diverging"]) {
    const palettes = body[`${kind}Palettes`];
    if (palettes === undefined) continue;
    const before = asList(old?.get(`${kind}Palettes`)).map(asObject);
    made[`${kind}Palettes`] = asList(palettes).map((one, n): Json => ({
      ...asObject(one),
      id: before[n]?.["id"] ?? `p${call.store.nextPartId("palettes")}-${kind}-${n}`,
    }));
  }
  return made;
}

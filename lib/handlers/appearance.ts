/**
 * Color collections and themes.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome, type Writer } from "./task.ts";
import type { RefKind } from "../looker/item_ref.ts";
import type { Props } from "../live/reader.ts";
import { asObject, asObjects, asText, type JsonObject, jsonText } from "../codec/json_value.ts";
import { utcTimestamp } from "../looker/timestamps.ts";
import { writable } from "../looker/writable.ts";
import { type Change, changedKeys, diffForms, withoutNulls } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, crud, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key } from "./shared_attributes.ts";

/** The kind of the ids of color collections that users created. */
const CUSTOM = "custom_color_collections";

const PALETTES = ["categoricalPalettes", "sequentialPalettes", "divergingPalettes"] as const;

const collectionBasics: Basics = {
  listing: { operation: "all_color_collections", fields: `id,label,${PALETTES.join(",")}` },
  // Labels are not unique. The first key also contains the colors.
  keys(item) {
    const form = writable("ColorCollection", {
      label: item.get("label") ?? null,
      ...Object.fromEntries(PALETTES.map((kind) => [kind, item.get(kind) ?? null])),
    });
    return [...key("colors", jsonText(form)), ...key("label", item.get("label"))];
  },
};

/** Color collections. The palettes of a new collection get new ids. */
export const colorCollections: Handler = {
  type: "color_collections",
  ...collectionBasics,
  isNamedByParts: true,
  partListing: {
    kinds: ["palettes"],
    isWhole: true,
    async list(reader) {
      const rows = await reader.list("all_color_collections", {});
      const ids = rows.flatMap((row) =>
        PALETTES.flatMap((list) => asObjects(row[list]).flatMap((one) => asText(one["id"]) ?? []))
      );
      return { ids: new Map([["palettes", ids]]), items: rows };
    },
  },
  async learn(reader) {
    const rows = await reader.list("color_collections_custom", { fields: "id" });
    return new Map([[CUSTOM, rows.flatMap((row) => asText(row["id"]) ?? [])]]);
  },
  isLookersOwn: (id, there) => there.lists(CUSTOM) && !there.has(CUSTOM, id),
  unrestorable: () => null,
  form: (body, refs) => writableForm(body, refs, { schema: "ColorCollection" }),
  ...crud(collectionBasics, {
    get: "color_collection",
    create: "create_color_collection",
    update: "update_color_collection",
    remove: "delete_color_collection",
    idParameter: "collection_id",
  }),
  pairs: pairedPalettes,
  parts: (source) => pairedPalettes(source, source).map(({ kind, from }) => ({ kind, id: from })),
  async create(task) {
    const id = await createObject(task, collectionBasics, { create: "create_color_collection" });
    const made = await task.writer.get("color_collection", { collection_id: id });
    for (const { kind, from, to } of pairedPalettes(task.source, made ?? {})) task.writer.map(kind, from, to);
    return outcome(id);
  },
  async update(task) {
    const { source, destinationId, writer } = task;
    const own = await writer.list("color_collections_custom", { fields: "id" });
    if (!own.some((row) => asText(row["id"]) === destinationId)) {
      writer.warn("built-in: it cannot be changed, so it is skipped");
      return updated(task);
    }
    const params = { collection_id: destinationId };
    const made = await writer.send("update_color_collection", params, ownChanges(task, collectionBasics));
    for (const { kind, from, to } of pairedPalettes(source, asObject(made))) writer.map(kind, from, to);
    return updated(task);
  },
  calls: () => 2,
};

/** Pairs the palettes that are at the same position in both collections. */
function pairedPalettes(source: JsonObject, live: JsonObject): { kind: RefKind; from: string; to: string }[] {
  return PALETTES.flatMap((list) => {
    const there = asObjects(live[list]);
    return asObjects(source[list]).flatMap((palette, index) => {
      const from = asText(palette["id"]), to = asText(there[index]?.["id"]);
      return from === null || to === null ? [] : [{ kind: "palettes" as const, from, to }];
    });
  });
}

const SETTINGS = "settings";
/** The setting that names a color collection. */
const COLOURS = "color_collection_id";

const themeBasics: Basics = {
  listing: { operation: "search_themes", fields: "id,name,begin_at,end_at" },
  keys: (item) => key("theme", item.get("name"), moment(item, "begin_at"), moment(item, "end_at")),
};

/** Themes. Several themes can have the same name, each for its own period. */
export const themes: Handler = {
  type: "themes",
  ...themeBasics,
  unrestorable: (item) =>
    item.get("name") === "Looker"
      ? reason("built_in", "built-in: every instance has this theme, and it cannot be changed")
      : null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "Theme" });
    const { [COLOURS]: collection, ...settings } = asObject(form[SETTINGS]);
    const id = asText(collection);
    const colors = id === null ? null : refs.may("color_collections", id, { isQuiet: true });
    return {
      ...form,
      ...(form[SETTINGS] !== undefined &&
        { [SETTINGS]: colors === null ? settings : { ...settings, [COLOURS]: colors } }),
    };
  },
  diff(live, wanted) {
    const { [SETTINGS]: settings, ...rest } = wanted;
    return [
      ...diffForms(live, rest).filter((change) => !isSameMoment(change)),
      ...diffForms(asObject(live[SETTINGS]), asObject(settings), { path: SETTINGS }),
    ];
  },
  ...crud(themeBasics, {
    get: "theme",
    create: "create_theme",
    update: "update_theme",
    remove: "delete_theme",
    idParameter: "theme_id",
  }),
  calls: ({ live }) => live === null ? 1 : 2,
  async create(task) {
    const settings = withoutNulls(asObject(task.wanted[SETTINGS]));
    const body = { ...withoutNulls(task.wanted), [SETTINGS]: settings };
    return outcome(await createObject(task, themeBasics, { create: "create_theme", body }));
  },
  async update(task) {
    const { wanted, live, writer, destinationId, changes } = task;
    const body = ownChanges(task, themeBasics);
    if (changedKeys(changes).has(SETTINGS)) {
      // Sends all settings, so that the result does not depend on whether Looker merges or replaces them.
      const before = withoutNulls(asObject(writable("Theme", live ?? {})[SETTINGS]));
      const after = Object.fromEntries(
        Object.entries(asObject(wanted[SETTINGS])).filter(([name, value]) =>
          value !== null || name in before
        ),
      );
      const kept = COLOURS in after ? before : await withoutLost(writer, before);
      body[SETTINGS] = { ...kept, ...after };
    }
    await writer.patch("update_theme", { theme_id: destinationId }, body);
    return updated(task);
  },
};

/** Returns settings without a color collection that no longer exists. Looker would refuse all settings with it. */
async function withoutLost(writer: Writer, settings: JsonObject): Promise<JsonObject> {
  const { [COLOURS]: colors, ...rest } = settings, id = asText(colors);
  if (id === null) return settings;
  const there = await writer.get("color_collection", { collection_id: id, fields: "id" });
  return there === null ? rest : settings;
}

/** Returns a time in a uniform format; `-` if the property has none. */
function moment(item: Props, name: string): string {
  const value = item.get(name);
  return utcTimestamp(value) ?? asText(value) ?? "-";
}

function isSameMoment({ path, from, to }: Change): boolean {
  return path.endsWith("_at") && utcTimestamp(from) !== null && utcTimestamp(from) === utcTimestamp(to);
}

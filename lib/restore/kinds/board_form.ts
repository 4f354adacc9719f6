/**
 * What can be written of a board's sections and their items.
 *
 * @module
 */
import { asObjects, asText, asTexts, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { writable } from "../../looker/writable.ts";
import type { Refs } from "../refs.ts";

/** Keys of a form. */
export const SECTIONS = "_sections", ORDER = "_section_order";

/** What belongs to a section or an item, and not to the object itself. */
const NOT_ITS_OWN = ["id", "items", "item_order"];

/** The sections of a body and their order; an empty object when it came without. */
export function sectionsForm(body: JsonObject, refs: Refs): JsonObject {
  if (!Array.isArray(body["board_sections"])) return {};
  const sections = asObjects(body["board_sections"]).map((section): JsonObject => {
    const { board_id: _board, item_order: _order, ...own } = writable("BoardSection", section);
    const items = asObjects(section["board_items"]).map((item) => itemForm(item, refs))
      .filter((item) => item !== null);
    return {
      id: section["id"] ?? null,
      ...own,
      ...(Array.isArray(section["board_items"]) && {
        items: inOrder(items, section["item_order"]),
        item_order: known(section["item_order"], items),
      }),
    };
  });
  const order = body["section_order"];
  return { [SECTIONS]: inOrder(sections, order), [ORDER]: known(order, sections) };
}

/** An item without its place; null when what it shows is not in the destination. */
function itemForm(item: JsonObject, refs: Refs): JsonObject | null {
  // A picture can be uploaded, but never read: whether to use one says nothing without it.
  const { board_section_id: _section, custom_image_data_base64: _data, use_custom_image: _use, ...own } =
    writable("BoardItem", item);
  for (const [name, kind] of [["dashboard_id", "dashboards"], ["look_id", "looks"]] as const) {
    const id = asText(own[name]);
    if (id === null) continue;
    const to = refs.may(kind, id);
    if (to === null) return null;
    own[name] = to;
  }
  return { id: item["id"] ?? null, ...own };
}

/** Objects in the order of a list of ids; those that it lacks come last. */
function inOrder(objects: readonly JsonObject[], order: JsonValue | undefined): JsonObject[] {
  const ids = asTexts(order);
  const place = (object: JsonObject): number => {
    const index = ids.indexOf(asText(object["id"]) ?? "");
    return index < 0 ? ids.length : index;
  };
  return [...objects].sort((a, b) => place(a) - place(b) || Number(a["id"] ?? 0) - Number(b["id"] ?? 0));
}

/** Ids that there are objects for. */
function known(order: JsonValue | undefined, objects: readonly JsonObject[]): string[] {
  const there = new Set(objects.map((object) => asText(object["id"])));
  return asTexts(order).filter((id) => there.has(id));
}

/** The properties of a section or an item itself. */
export function ownOf(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !NOT_ITS_OWN.includes(name)));
}

/**
 * What can be written of a board's sections and their items.
 *
 * @module
 */
import type { WriteOptions } from "../task.ts";
import {
  asObjects,
  asText,
  asTexts,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../../codec/json_value.ts";
import { writable } from "../../../looker/writable.ts";
import { isReasonCode, reason } from "../../plan/model.ts";
import type { Refs } from "../../plan/references.ts";

/** Keys of a form. */
export const SECTIONS = "sections", ORDER = "section_order";

/** What belongs to a section or an item, and not to the object itself. */
const NOT_ITS_OWN = ["id", "items", "item_order"];

/** The sections of a body and their order; an empty object when it came without. */
export function sectionsForm(body: JsonObject, refs: Refs): JsonObject {
  if (!Array.isArray(body["board_sections"])) return {};
  const sections = asObjects(body["board_sections"]).map((section): JsonObject => {
    const { board_id: _board, item_order: _order, ...own } = writable("BoardSection", section);
    const items = asObjects(section["board_items"]).map((item) => itemForm(item, refs));
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

/** What an item shows. */
const SHOWN = [["dashboard_id", "dashboards"], ["look_id", "looks"]] as const;

/** Under which key stands why the destination lacks what an item shows. */
const LOST = "lost";

/** An item without its place; {@linkcode LOST} when what it shows is not in the destination. */
function itemForm(item: JsonObject, refs: Refs): JsonObject {
  // A picture can be uploaded, but never read: whether to use one says nothing without it.
  const { board_section_id: _section, custom_image_data_base64: _data, use_custom_image: _use, ...own } =
    writable("BoardItem", item);
  for (const [name, kind] of SHOWN) {
    const id = asText(own[name]);
    if (id === null) continue;
    const to = refs.may(kind, id, { isQuiet: true });
    own[name] = to ?? id;
    if (to === null) {
      const { code, text } = refs.whyLost?.(kind, id) ?? reason("reference_missing", "what it shows is gone");
      own[LOST] = { path: `${kind}[${id}]`, code, text };
    }
  }
  return { id: item["id"] ?? null, ...own };
}

/**
 * The wanted form without items that show what the destination lacks; `omit` is told of each. One that stands on the live
 * board as in the backup stays: nothing of it is missing.
 */
export function leaveOutLost(
  wanted: JsonObject,
  live: JsonObject | null,
  { sameInstance, isUndo, omit }: WriteOptions,
): JsonObject {
  if (!Array.isArray(wanted[SECTIONS])) return wanted;
  const there = sameInstance ? asObjects(live?.[SECTIONS]).flatMap(({ items }) => asObjects(items)) : [];
  const stands = (item: JsonObject): boolean =>
    there.some((one) => one["id"] === item["id"] && SHOWN.every(([name]) => sameText(one[name], item[name])));
  const settled = asObjects(wanted[SECTIONS]).map((section) => {
    const all = asObjects(section["items"]);
    if (all.every((item) => item[LOST] === undefined)) return section;
    const items = all.flatMap(({ [LOST]: lost, ...item }) => {
      if (!isJsonObject(lost) || stands(item)) return [item];
      const code = asText(lost["code"]), text = asText(lost["text"]) ?? "";
      const why = reason(isReasonCode(code) ? code : "reference_missing", text);
      // What named nothing before a restore names nothing again when that is undone.
      if (isUndo !== true) omit?.({ path: asText(lost["path"]) ?? SECTIONS, reason: why });
      return [];
    });
    return { ...section, items, item_order: known(section["item_order"], items) };
  });
  return { ...wanted, [SECTIONS]: settled };
}

function sameText(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return asText(a) === asText(b);
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

/**
 * The writable part of a board's sections and their items.
 *
 * @module
 */
import { reason, type ReasonCode } from "../reason.ts";
import type { FormWithAccess } from "../access.ts";
import type { WriteOptions } from "../task.ts";
import { asObjects, asText, asTexts, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { writable } from "../../looker/writable.ts";
import type { Refs } from "../references.ts";

/** The form of an item of a section. */
export interface BoardItemForm extends JsonObject {
  id: JsonValue;
  /** The path, code and text of the reason, if the destination lacks what the item shows. */
  lost?: { path: string; code: ReasonCode; text: string };
}

/** The form of a section. `items` is absent if its items are unknown. */
export interface BoardSectionForm extends JsonObject {
  id: JsonValue;
  items?: BoardItemForm[];
  item_order?: string[];
}

/** The form of a board. */
export interface BoardForm extends FormWithAccess {
  sections?: BoardSectionForm[];
  section_order?: string[];
}

/** Keys of a form. */
export const SECTIONS = "sections", ORDER = "section_order";

/** The keys of a section or an item that are not its own properties. */
const NOT_ITS_OWN = ["id", "items", "item_order"];

/** Returns the sections of a body and their order; an empty object if the body has no sections. */
export function sectionsForm(
  body: JsonObject,
  refs: Refs,
): Pick<BoardForm, "sections" | "section_order"> {
  if (!Array.isArray(body["board_sections"])) return {};
  const sections = asObjects(body["board_sections"]).map((section): BoardSectionForm => {
    const { board_id: _board, item_order: _order, items: _items, ...own } = writable("BoardSection", section);
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
  return { sections: inOrder(sections, order), section_order: known(order, sections) };
}

/** The properties that name what an item shows. */
const SHOWN = [["dashboard_id", "dashboards"], ["look_id", "looks"]] as const;

/** Returns the items that an item of a board shows. */
export function shownItems(item: JsonObject): { kind: "dashboards" | "looks"; id: string }[] {
  return SHOWN.flatMap(([name, kind]) => {
    const id = asText(item[name]);
    return id === null ? [] : [{ kind, id }];
  });
}

/** Returns the form of an item without its position. It has `lost` if the destination lacks what the item shows. */
function itemForm(item: JsonObject, refs: Refs): BoardItemForm {
  // A picture can be uploaded but not read. Without it, the flag that selects it is meaningless.
  const { board_section_id: _section, custom_image_data_base64: _data, use_custom_image: _use, ...own } =
    writable("BoardItem", item);
  const form: BoardItemForm = { id: item["id"] ?? null };
  for (const [name, kind] of SHOWN) {
    const id = asText(own[name]);
    if (id === null) continue;
    const to = refs.may(kind, id, { isQuiet: true });
    own[name] = to ?? id;
    if (to === null) {
      const { code, text } = refs.whyLost?.(kind, id) ??
        reason("reference_missing", "the content that it shows is deleted");
      form.lost = { path: `${kind}[${id}]`, code, text };
    }
  }
  return { ...form, ...own };
}

/**
 * Returns the wanted form without items whose content the destination lacks, and reports each to `omit`. An item that
 * the live board has as in the backup stays: nothing of it is missing.
 */
export function leaveOutLost(
  wanted: BoardForm,
  live: BoardForm | null,
  { sameInstance, isUndo, omit }: WriteOptions,
): BoardForm {
  if (wanted.sections === undefined) return wanted;
  const there = sameInstance ? live?.sections?.flatMap(({ items = [] }) => items) ?? [] : [];
  const stands = (item: JsonObject): boolean =>
    there.some((one) => one["id"] === item["id"] && SHOWN.every(([name]) => sameText(one[name], item[name])));
  const sections = wanted.sections.map((section): BoardSectionForm => {
    const { items: all = [] } = section;
    if (all.every(({ lost }) => lost === undefined)) return section;
    const items = all.flatMap(({ lost, ...item }): BoardItemForm[] => {
      if (lost === undefined || stands(item)) return [item];
      // An undo restores an item that showed nothing before, so its omission is not reported.
      if (isUndo !== true) omit?.({ path: lost.path, reason: reason(lost.code, lost.text) });
      return [];
    });
    return { ...section, items, item_order: known(section["item_order"], items) };
  });
  return { ...wanted, sections };
}

function sameText(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return asText(a) === asText(b);
}

/** Returns objects in the order of a list of ids. Objects that are not in the list come last. */
function inOrder<O extends JsonObject>(objects: readonly O[], order: JsonValue | undefined): O[] {
  const ids = asTexts(order);
  const place = (object: O): number => {
    const index = ids.indexOf(asText(object["id"]) ?? "");
    return index < 0 ? ids.length : index;
  };
  return [...objects].sort((a, b) => place(a) - place(b) || Number(a["id"] ?? 0) - Number(b["id"] ?? 0));
}

/** Returns the ids that belong to one of the objects. */
function known(order: JsonValue | undefined, objects: readonly JsonObject[]): string[] {
  const there = new Set(objects.map((object) => asText(object["id"])));
  return asTexts(order).filter((id) => there.has(id));
}

/** Returns the own properties of a section or an item. */
export function ownOf(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !NOT_ITS_OWN.includes(name)));
}

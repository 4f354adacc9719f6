/**
 * A board in its state in the target instance, with single items of the backup added. Pure.
 *
 * @module
 */
import { type PartPick, pickedIds, withPickedKeys } from "../part_picks.ts";
import { asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import type { BoardForm, BoardItemForm, BoardSectionForm } from "./board_form.ts";
import { matchBoards } from "./board_match.ts";

/**
 * Returns the live form with the picked items of the wanted one (`board_items`). An existing item stays in its
 * position. A missing item is added to its section, which is created if it does not exist.
 */
export function withPickedPlaces(live: BoardForm, wanted: BoardForm, picks: readonly PartPick[]): BoardForm {
  const form: BoardForm = withPickedKeys(live, wanted, picks);
  const picked = pickedIds(picks, "board_items");
  if (picked.size === 0 || live.sections === undefined || wanted.sections === undefined) return form;
  const { sections, items } = matchBoards(live, wanted);
  // Each live item matches one item of the backup, because a board may show the same content twice.
  const free = new Set(live.sections.flatMap(({ items: all = [] }) => all));
  for (const there of items.values()) free.delete(there as BoardItemForm);
  const isMissing = (item: BoardItemForm): boolean =>
    picked.has(asText(item.id) ?? "") && !items.has(item) && !isShown(free, item);
  const merged = new Map<JsonObject, BoardSectionForm>(live.sections.map((one) => [one, one]));
  let order = live.section_order;
  for (const section of wanted.sections) {
    const missing = (section.items ?? []).filter(isMissing), there = sections.get(section);
    if (missing.length === 0) continue;
    const before = there === undefined ? undefined : merged.get(there);
    if (there !== undefined && before !== undefined) {
      merged.set(there, withItems(before, missing, orderOf(section, items)));
      continue;
    }
    const ids = new Set(missing.map(({ id }) => asText(id)));
    const item_order = asTexts(section.item_order).filter((id) => ids.has(id));
    merged.set(section, { ...section, items: missing, item_order });
    order = order === undefined ? undefined : [...order, asText(section.id) ?? ""];
  }
  return { ...form, sections: [...merged.values()], ...(order !== undefined && { section_order: order }) };
}

/** Whether a remaining live item shows the same content, in any section. Removes that item from `free`. */
function isShown(free: Set<BoardItemForm>, item: JsonObject): boolean {
  const there = [...free].find((one) =>
    ["dashboard_id", "look_id"].some((key) =>
      asText(item[key]) !== null && asText(one[key]) === asText(item[key])
    )
  );
  return there !== undefined && free.delete(there);
}

/** Returns the item order of a wanted section, with live ids for matched items. */
function orderOf(section: BoardSectionForm, matched: ReadonlyMap<JsonObject, JsonObject>): string[] {
  const ids = new Map(
    (section.items ?? []).map((item) => [asText(item.id), asText((matched.get(item) ?? item)["id"]) ?? ""]),
  );
  return asTexts(section.item_order).map((id) => ids.get(id) ?? id);
}

/** Returns a live section with more items, each after its predecessor in the wanted order. */
function withItems(
  section: BoardSectionForm,
  missing: readonly BoardItemForm[],
  wantedOrder: readonly string[],
): BoardSectionForm {
  const items = [...section.items ?? [], ...missing];
  const order = asTexts(section.item_order), ids = missing.flatMap(({ id }) => asText(id) ?? []);
  // In another instance, the same id may belong to another item. Looker then puts the new items last.
  if (section.item_order === undefined || ids.some((id) => order.includes(id))) return { ...section, items };
  for (const id of [...wantedOrder].filter((one) => ids.includes(one))) {
    const before = wantedOrder.slice(0, wantedOrder.indexOf(id)).findLast((one) => order.includes(one));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return { ...section, items, item_order: order };
}

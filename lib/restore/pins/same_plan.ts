/**
 * Whether a plan is still the one that stands in a file. Pure.
 *
 * @module
 */
import { isJsonObject, type JsonValue, mapValues, sameJson } from "../../codec/json_value.ts";
import { pathInWords } from "../change_words.ts";
import { itemKey } from "../item.ts";
import { differingKeys } from "./form_pin.ts";
import type { ItemPins, PinnedItem, PinnedPlan, PinnedRemoval } from "./plan_document.ts";
import type { StaleItem } from "./stale.ts";

const WRITTEN = new Set(["create", "update", "undelete"]);

/** What a file plans otherwise than it would be planned now; nothing where both are the same. */
export function differingItems(planned: PinnedPlan, now: PinnedPlan): StaleItem[] {
  const written = ({ action }: PinnedItem): boolean => WRITTEN.has(action);
  const going = ({ removal }: PinnedRemoval): boolean => removal !== "stay";
  return [
    ...differing(planned.items.filter(written), now.items.filter(written), itemNow),
    ...differing(
      planned.removals.filter(going),
      now.removals.filter(going),
      ({ pins }, other) => pinsNow(pins, other.pins),
    ),
  ];
}

function differing<T extends PinnedItem | PinnedRemoval>(
  planned: readonly T[],
  now: readonly T[],
  compare: (planned: T, now: T) => string | null,
): StaleItem[] {
  const before = new Map(planned.map((item) => [itemKey(item), item]));
  const after = new Map(now.map((item) => [itemKey(item), item]));
  const told = ({ type, id, name }: T, what: string): StaleItem => ({ type, id, name, what });
  return [
    ...[...before].flatMap(([key, item]) => {
      const other = after.get(key);
      const what = other === undefined ? "would not be written any more" : compare(item, other);
      return what === null ? [] : [told(item, what)];
    }),
    ...[...after].flatMap(([key, item]) =>
      before.has(key) ? [] : [told(item, "would be written now, and is not in the plan")]
    ),
  ];
}

function itemNow(planned: PinnedItem, now: PinnedItem): string | null {
  const pins = pinsNow(planned.pins, now.pins);
  if (pins !== null) return pins;
  if (planned.action !== now.action || planned.destination_id !== now.destination_id) {
    const to = now.destination_id === null ? "" : ` ${now.destination_id}`;
    return `would be another change now (${now.action}${to})`;
  }
  const paths = differingChanges(planned, now);
  return paths.length === 0 ? null : `would be changed otherwise now (${paths.join(", ")})`;
}

function pinsNow(planned: ItemPins, now: ItemPins): string | null {
  if (planned.backup !== now.backup) return "has another backup in the vault";
  if (planned.live === null || now.live === null) {
    if (planned.live === now.live) return null;
    return now.live === null ? "went away from Looker" : "is in Looker by now";
  }
  const keys = differingKeys(planned.live, now.live);
  return keys.length === 0 ? null : `changed in Looker (${keys.map(pathInWords).join(", ")})`;
}

function differingChanges(planned: PinnedItem, now: PinnedItem): string[] {
  const after = new Map(now.changes.map((change) => [change.path, change]));
  const before = new Map(planned.changes.map((change) => [change.path, change]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => {
    const one = before.get(path), other = after.get(path);
    return !sameJson(one?.from, asRead(other?.from)) || !sameJson(one?.to, asRead(other?.to)) ||
      (one === undefined) !== (other === undefined);
  });
}

/** A value as it is when it comes out of a file: large integers are rounded, which the pins make good. */
function asRead(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((one) => asRead(one) ?? null);
  return isJsonObject(value) ? mapValues(value, (one) => asRead(one) ?? null) : value;
}

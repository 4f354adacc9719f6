/**
 * A plan in figures and in words, as it stands in the summary: without the bookkeeping of forms, and with names for
 * what has no id yet.
 *
 * @module
 */
import { holdsPlaceholder, isPlaceholder, placeholderText } from "../../live/placeholders.ts";
import { itemKey } from "../../looker/item_ref.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
  setKey,
} from "../../codec/json_value.ts";
import { type Change, pathInWords } from "../../live/form_changes.ts";
import { handlerOf } from "../handlers/mod.ts";
import type { Translation } from "../journal/journal.ts";
import type { RestoreItem, RestoreLinker, ShownOmission } from "../restore_summary.ts";
import {
  type Action,
  type Linker,
  type Omission,
  type Omissions,
  type PlannedItem,
  sortOmissions,
} from "./model.ts";

/** The most items that a summary of a large restore names. */
const NAMED = 1000;

/** Items by what is done with them. */
export function actionsOf(items: readonly PlannedItem[]): Record<Action, number> {
  const actions = { create: 0, update: 0, undelete: 0, none: 0, skip: 0, unrestorable: 0 };
  for (const { action } of items) actions[action]++;
  return actions;
}

/** Requests that applying takes. */
export function callsOf(items: readonly PlannedItem[]): number {
  return items.reduce((sum, { calls }) => sum + calls, 0);
}

/** All items where each was asked for; otherwise those that something happens to, as long as they can be read. */
export function shownItems(items: readonly PlannedItem[], all: boolean): RestoreItem[] {
  const isNews = ({ action, omitted }: PlannedItem): boolean => action !== "none" || omitted.length > 0;
  const shown = all ? items : items.filter(isNews).slice(0, NAMED);
  return shown.map((
    { type, id, name, action, destinationId, changes, calls, reason, omitted, warnings, dependsOn },
  ) => ({
    type,
    id,
    name,
    action,
    destination_id: destinationId,
    changes: changes.map(changeInWords),
    depends_on: dependsOn.map(itemKey),
    calls,
    reason: reason?.text ?? null,
    reason_code: reason?.code ?? null,
    ...shownOmissions(omitted),
    warnings: [...warnings],
  }));
}

/** Items with links to old ids, as the document has them. */
export function shownLinkers(linkers: readonly Linker[]): RestoreLinker[] {
  return linkers.slice(0, NAMED).map(({ type, id, name, links, destinationId, fixed, byHand }) => ({
    type,
    id,
    name,
    destination_id: destinationId,
    to: [...links],
    fixed,
    reason: byHand,
  }));
}

/** Parts that are left out, as the document has them. */
export function shownOmissions(omitted: Iterable<Omission>): Record<keyof Omissions, ShownOmission[]> {
  const { incomplete, unrestorable } = sortOmissions(omitted);
  const shown = ({ path, reason }: Omission): ShownOmission => ({ path: pathInWords(path), ...reason });
  return { incomplete: incomplete.map(shown), unrestorable: unrestorable.map(shown) };
}

/** Ids of the backup that stand for others, as far as they were recognised without being made. */
export function recognised(items: readonly PlannedItem[], same: boolean): Translation[] {
  return items.flatMap(({ type, id, destinationId }) =>
    destinationId === null || (same && destinationId === id) || handlerOf(type) === undefined
      ? []
      : [{ kind: type, from: id, to: destinationId }]
  );
}

/** Keys of forms that only say what belongs to what; {@linkcode OLD_ID} of them is told. */
const HIDDEN = new Set(["_id", "_component"]), OLD_ID = "_from";

/** Lists of parts that are forms themselves. Everything else is a value as Looker serves it. */
const PARTS = new Set(["dashboard_filters", "dashboard_elements", "dashboard_layouts"]);

/** A change in words. */
export function changeInWords({ path, from, to }: Change): Change {
  const root = path.split(/[.[]/, 1)[0] ?? path;
  // A whole part, not a property of one.
  const isPart = root.startsWith("_") || (PARTS.has(root) && (path === root || path.endsWith("]")));
  return {
    path: pathInWords(path),
    from: isPart ? formInWords(from) : from,
    to: isPart ? formInWords(to) : inWords(to),
  };
}

function isForm(key: string): boolean {
  return key.startsWith("_") || PARTS.has(key);
}

/** A value of a form: its bookkeeping keys left out, the others without their mark. */
function formInWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return mapItems(value, formInWords);
  if (!isJsonObject(value)) return inWords(value);
  const words: JsonObject = {};
  for (const key of Object.keys(value)) {
    const one = value[key] ?? null;
    if (HIDDEN.has(key)) continue;
    if (key === OLD_ID) setKey(words, "id", inWords(one));
    else setKey(words, key.replace(/^_/, ""), isForm(key) ? formInWords(one) : inWords(one));
  }
  return words;
}

function inWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return holdsPlaceholder(value) ? mapItems(value, inWords) : value;
  if (isJsonObject(value)) return holdsPlaceholder(value) ? mapValues(value, inWords) : value;
  return isPlaceholder(value) ? `(${placeholderText(value)}, to be made)` : value;
}

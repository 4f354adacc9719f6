/**
 * A plan in figures and in words, as it stands in the summary: without the bookkeeping of forms, and with names for
 * what has no id yet.
 *
 * @module
 */
import { type Omission, type Omissions, sortOmissions } from "../../handlers/reason.ts";
import { keyOfPath } from "./form_pin.ts";
import type { Handler, PartForms } from "../../handlers/handler.ts";
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
import type { Change } from "../../live/form_changes.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { RestoreItem, RestoreLinker, ShownOmission } from "../restore_summary.ts";
import type { Action, Linker, PlannedItem } from "./model.ts";

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
    changes: changes.map((change) => changeInWords(change, handlerOf(type))),
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
  const shown = ({ path, reason }: Omission): ShownOmission => ({ path, ...reason });
  return { incomplete: incomplete.map(shown), unrestorable: unrestorable.map(shown) };
}

/** A change in words, of an item of the handler's type. */
export function changeInWords(
  { path, from, to }: Change,
  { partForms, ownRequests = [] }: Pick<Handler, "partForms" | "ownRequests"> = {},
): Change {
  const root = keyOfPath(path);
  const isList = partForms?.lists[root] !== undefined && (path === root || path.endsWith("]"));
  // A whole part, not a property of one.
  const words = (value: JsonValue): JsonValue =>
    isList ? formInWords(root, value, partForms) : inWords(value);
  return { path, from: isList || ownRequests.includes(root) ? words(from) : from, to: words(to) };
}

/** A part of a form, without bookkeeping. */
function formInWords(path: string, value: JsonValue, forms: PartForms): JsonValue {
  if (Array.isArray(value)) return mapItems(value, (one) => formInWords(path, one, forms));
  if (!isJsonObject(value) || !Object.hasOwn(forms.lists, path)) return inWords(value);
  const words: JsonObject = {};
  for (const key of Object.keys(value)) {
    const word = Object.hasOwn(forms.words, key) ? forms.words[key] : key;
    if (typeof word === "string") {
      setKey(words, word, formInWords(`${path}.${key}`, value[key] ?? null, forms));
    }
  }
  return words;
}

function inWords(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return holdsPlaceholder(value) ? mapItems(value, inWords) : value;
  if (isJsonObject(value)) return holdsPlaceholder(value) ? mapValues(value, inWords) : value;
  return isPlaceholder(value) ? `(${placeholderText(value)}, to be made)` : value;
}

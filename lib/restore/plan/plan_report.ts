/**
 * A plan in counts and words, as in the summary: without internal data of forms, and with names for items without an
 * id.
 *
 * @module
 */
import { type Omission, type Omissions, sortOmissions } from "../../handlers/reason.ts";
import { FOLDER } from "../../looker/content_types.ts";
import { changeInWords } from "./change_words.ts";
import { differencesOf } from "./plan_differences.ts";
import { NO_NAMES, type PlanNames } from "./plan_names.ts";
import { itemKey } from "../../looker/item_ref.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { RestoreItem, RestoreLinker, ShownOmission } from "../restore_summary.ts";
import { type Action, type Linker, NOTHING, type PlannedItem } from "./model.ts";

/** The maximum number of items that a summary of a large restore names. */
const NAMED = 1000;

/** Returns the counts of items by action. */
export function actionsOf(items: readonly PlannedItem[]): Record<Action, number> {
  const actions = { create: 0, update: 0, undelete: 0, none: 0, skip: 0, unrestorable: 0 };
  for (const { action } of items) actions[action]++;
  return actions;
}

/** Returns the number of requests that applying the items takes. */
export function callsOf(items: readonly PlannedItem[]): number {
  return items.reduce((sum, { calls }) => sum + calls, 0);
}

/** Returns all items if `all` is set; otherwise up to `NAMED` items that have an action or an omission. */
export function shownItems(
  items: readonly PlannedItem[],
  all: boolean,
  names: PlanNames = NO_NAMES,
): RestoreItem[] {
  const isNews = ({ action, omitted }: PlannedItem): boolean => action !== "none" || omitted.length > 0;
  const shown = all ? items : items.filter(isNews).slice(0, NAMED);
  return shown.map((item) => shownItem(item, names));
}

/** Returns all items of a plan that is no longer used. Replaces the entries of the list, to save memory. */
export function shownInPlace(items: PlannedItem[], names: PlanNames): RestoreItem[] {
  const list: unknown[] = items;
  items.forEach((item, i) => list[i] = shownItem(item, names));
  return list as RestoreItem[];
}

function shownItem(item: PlannedItem, names: PlanNames): RestoreItem {
  const { type, id, action, destinationId, changes, reason, omitted, dependsOn, edited, neededBy } = item;
  const handler = handlerOf(type), isNew = action === "create";
  const { incomplete, unrestorable } = shownOmissions(omitted);
  return {
    type,
    id,
    name: item.name,
    folder: item.folderId === null ? null : names.source(FOLDER, item.folderId),
    action,
    destination_id: destinationId,
    changes: each(changes, (change) => {
      const { path, from, to } = changeInWords(change, handler);
      return { path, from, to };
    }),
    differences: changes.length === 0
      ? NOTHING
      : changes.flatMap((change) => differencesOf(change, { type, handler, names, isNew })),
    depends_on: each(dependsOn, itemKey),
    needed_by: each(neededBy, itemKey),
    edited_since: edited,
    calls: item.calls,
    reason: reason?.text ?? null,
    reason_code: reason?.code ?? null,
    // Listed one by one, because spreading an object makes the result larger.
    incomplete,
    unrestorable,
    warnings: item.warnings,
  };
}

/** Returns items with links to old ids, in the form of the document. */
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

const NO_OMISSIONS = { incomplete: NOTHING, unrestorable: NOTHING };

/** Maps a list. Returns the shared empty list for an empty one. */
function each<T, U>(some: readonly T[], turn: (one: T) => U): readonly U[] {
  return some.length === 0 ? NOTHING : some.map(turn);
}

/** Returns omitted parts, in the form of the document. */
export function shownOmissions(
  omitted: readonly Omission[],
): Record<keyof Omissions, readonly ShownOmission[]> {
  if (omitted.length === 0) return NO_OMISSIONS;
  const { incomplete, unrestorable } = sortOmissions(omitted);
  const shown = ({ path, reason }: Omission): ShownOmission => ({ path, ...reason });
  return { incomplete: incomplete.map(shown), unrestorable: unrestorable.map(shown) };
}

/**
 * A plan in figures, and as it stands in the summary.
 *
 * @module
 */
import { changeInWords, pathInWords } from "./change_words.ts";
import { type Action, itemKey, type Linker, type PlannedItem } from "./model.ts";
import { handlerOf } from "../handlers/mod.ts";
import type { Translation } from "../journal/journal.ts";
import { type Omission, type Omissions, sortOmissions } from "./reason.ts";
import type { RestoreItem, RestoreLinker, ShownOmission } from "../restore_summary.ts";

/** The most items that a summary of a large restore names. */
const NAMED = 1000;

/** Whether an item of a plan is going to be written. */
export function isWritten({ action }: PlannedItem): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

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

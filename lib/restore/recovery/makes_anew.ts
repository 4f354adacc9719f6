/**
 * Whether a restore creates an instance again: then people are told what only they can do.
 *
 * @module
 */
import { sortOmissions } from "../../handlers/reason.ts";
import type { PlannedItem } from "../plan/model.ts";
import type { RestoreOptions } from "../restore_request.ts";
import type { LeftOut } from "./steps.ts";

/** From this share of its items on that are created, the same address is taken for a new, empty Looker. */
const MOSTLY = 0.5;

/** Whether everything is restored, without a filter, into another instance or one that lacks most of it. */
export function makesAnew(
  { scope, folders, owners, ids, only, updatedAfter, updatedBefore, accessOnly, undo }: RestoreOptions,
  { items, isOther }: { items: readonly Pick<PlannedItem, "action">[]; isOther: boolean },
): boolean {
  const isWhole = scope.kind === "all" && undo === null && accessOnly !== true && updatedAfter === null &&
    updatedBefore === null && [folders, owners, ids, only].every(({ length }) => length === 0);
  if (!isWhole) return false;
  const created = items.filter(({ action }) => action === "create").length;
  return isOther || (items.length > 0 && created >= items.length * MOSTLY);
}

/** The parts of what is created that a plan omits for good. */
export function leftOutOf(items: readonly PlannedItem[]): LeftOut[] {
  return items.filter(({ action }) => action === "create").flatMap(({ type, id, name, omitted }) =>
    sortOmissions(omitted).unrestorable.map(({ path, reason }) => ({ type, id, name, path, reason }))
  );
}

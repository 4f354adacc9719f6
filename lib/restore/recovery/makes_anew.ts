/**
 * Decides whether a restore creates an instance again. If so, the output lists the manual steps.
 *
 * @module
 */
import { sortOmissions } from "../../handlers/reason.ts";
import type { PlannedItem } from "../plan/model.ts";
import type { RestoreOptions } from "../restore_request.ts";
import type { LeftOut } from "./steps.ts";

/** If at least this share of the items is created, the same address is treated as a new, empty Looker. */
const MOSTLY = 0.5;

/**
 * Whether a restore writes everything, without a filter, to another instance or to one that lacks most of the items.
 */
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

/** Returns the parts of created items that a plan omits permanently. */
export function leftOutOf(items: readonly PlannedItem[]): LeftOut[] {
  return items.filter(({ action }) => action === "create").flatMap(({ type, id, name, omitted }) =>
    sortOmissions(omitted).unrestorable.map(({ path, reason }) => ({ type, id, name, path, reason }))
  );
}

/**
 * Which items an incremental run need not read: those that Looker lists as the vault has them.
 *
 * @module
 */
import { utcTimestamp } from "../looker/timestamps.ts";
import type { ItemState } from "../vault/content.ts";
import { type CensusRow, rowText } from "./census.ts";
import type { RunContext } from "./context.ts";
import type { TypeTracker } from "./tracker.ts";

/**
 * Whether a listed item is as the vault has it: same `updated_at` (both are Looker's own clock), same folder, on the same
 * side of the trash. An item without a timestamp is never taken for unchanged.
 */
export function isUnchanged(row: CensusRow, known: ItemState | undefined, trashed: boolean): boolean {
  if (known === undefined || known.updatedAt === null) return false;
  return utcTimestamp(row["updated_at"]) === known.updatedAt &&
    rowText(row, "folder_id") === known.folderId &&
    trashed === known.trashed;
}

/** Leaves an unchanged item's body where it is, and notes that it was seen. */
export function leave(context: RunContext, tracker: TypeTracker, id: string): void {
  if (tracker.take(id)) context.writer.touch(tracker, id);
}

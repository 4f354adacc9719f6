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

/** Two items in a page of 25 save one call and cost the bytes of 23 others. */
const WORTH = 3;

/**
 * Which pages to read for `wanted` items of a list that stands in the order of `ids`; whatever else is wanted is read
 * singly. A page is worth its bytes when it holds at least {@linkcode WORTH} of them.
 */
export function pagesFor(
  ids: readonly string[],
  wanted: ReadonlySet<string>,
  pageSize: number,
): { offset: number; limit: number }[] {
  const pages: { offset: number; limit: number }[] = [];
  for (let offset = 0; offset < ids.length; offset += pageSize) {
    const held = ids.slice(offset, offset + pageSize).filter((id) => wanted.has(id)).length;
    if (held >= WORTH) pages.push({ offset, limit: pageSize });
  }
  return pages;
}

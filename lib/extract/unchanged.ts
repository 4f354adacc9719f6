/**
 * Selects the items that an incremental run need not read: those that Looker lists in the same state as the vault.
 *
 * @module
 */
import { type CensusRow, rowText } from "./census_row.ts";
import { utcTimestamp } from "../looker/timestamps.ts";
import type { ItemState } from "../vault/content.ts";

/**
 * Returns when an item was last changed according to a listing: ISO 8601 UTC. Null if Looker has no date, as for items
 * that were not edited since Looker began to record it. An unreadable date returns "", which equals no stored date.
 */
export function listedStamp(value: unknown): string | null {
  return value === null || value === "" ? null : utcTimestamp(value) ?? "";
}

/**
 * Whether a listed item equals the item in the vault: same `updated_at` (both are from Looker's clock, and no date
 * equals no date), same folder, same trash state. If the listing has no `updated_at` property at all, no item is
 * unchanged.
 */
export function isUnchanged(row: CensusRow, known: ItemState, trashed: boolean): boolean {
  return listedStamp(row["updated_at"]) === known.updatedAt &&
    rowText(row, "folder_id") === known.folderId &&
    trashed === known.trashed;
}

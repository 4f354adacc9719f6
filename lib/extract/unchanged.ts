/**
 * Selects the items that an incremental run need not read: those that Looker lists in the same state as the vault.
 *
 * @module
 */
import { type CensusRow, rowText } from "./census_row.ts";
import { utcTimestamp } from "../looker/timestamps.ts";
import type { ItemState } from "../vault/content.ts";

/**
 * When a listing says that an item was last changed: ISO 8601 UTC; null where Looker has no date, as for what was not
 * edited since it keeps them; "" for what cannot be read as a date, which is as none that is stored.
 */
export function listedStamp(value: unknown): string | null {
  return value === null || value === "" ? null : utcTimestamp(value) ?? "";
}

/**
 * Whether a listed item is as the vault has it: same `updated_at` (both are Looker's own clock; none is the same as
 * none), same folder, on the same side of the trash. Where the listing tells no date at all, nothing is unchanged.
 */
export function isUnchanged(row: CensusRow, known: ItemState, trashed: boolean): boolean {
  return listedStamp(row["updated_at"]) === known.updatedAt &&
    rowText(row, "folder_id") === known.folderId &&
    trashed === known.trashed;
}

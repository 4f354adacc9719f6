/**
 * The columns of an item that lists show.
 *
 * @module
 */

/** What is told of an item beside its body, in the usual order. */
export const ITEM_COLUMNS = [
  "id",
  "name",
  "owner_id",
  "owner_email",
  "folder_id",
  "created_at",
  "updated_at",
  "synced_at",
  "deleted_at",
  "trashed",
  "content_size",
] as const;

/** The name of such a column. */
export type ItemColumn = typeof ITEM_COLUMNS[number];

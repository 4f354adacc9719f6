/**
 * The columns of an item that lists show.
 *
 * @module
 */

/** The facts about an item except its body, in the usual order. */
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

/** The name of a column in {@linkcode ITEM_COLUMNS}. */
export type ItemColumn = typeof ITEM_COLUMNS[number];

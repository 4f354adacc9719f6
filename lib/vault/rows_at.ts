/**
 * SQL for the rows of a type as they were at a time: versions that existed then, or items that were deleted by then. A
 * version in `content_items` is identified by its rowid, a version in `content_history` by its negative rowid.
 *
 * @module
 */

/** Options of {@linkcode rowsAtSql}. */
export interface RowsAtOptions {
  /** Columns to select in addition to the number. Both tables have them. */
  columns: readonly string[];
  /** Whether to select items that were deleted by then, in their last version, instead of the items that existed. */
  deleted: boolean;
}

/**
 * Returns a SELECT of `number` and the columns, one row per item. Its parameters: `?1` the type, `?2` the time (ISO
 * 8601 UTC). Indexes select the rows. If `id` is the only column, no page with a body is read.
 */
export function rowsAtSql({ columns, deleted }: RowsAtOptions): string {
  const given = columns.map((column) => `, ${column}`).join("");
  const [ofItems, ofHistory] = deleted ? GONE : THERE;
  return `SELECT rowid AS number${given} FROM content_items WHERE content_type = ?1 AND rowid IN (
      SELECT rowid FROM content_items WHERE content_type = ?1 AND ${ofItems})
    UNION ALL SELECT -rowid${given} FROM content_history WHERE content_type = ?1 AND rowid IN (
      SELECT rowid FROM content_history AS former WHERE content_type = ?1 AND ${ofHistory})`;
}

/** The conditions for versions that existed then, for each table. */
const THERE = [
  "valid_from <= ?2 AND (deleted_at IS NULL OR deleted_at > ?2)",
  "valid_to > ?2 AND valid_from <= ?2",
] as const;

/**
 * The conditions for items that were deleted by then, for each table. A former version counts if no later version had
 * begun.
 */
const GONE = [
  "deleted_at <= ?2",
  `valid_to <= ?2 AND deleted_at IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM content_items AS later
     WHERE later.content_type = ?1 AND later.id = former.id AND later.valid_from <= ?2)
   AND NOT EXISTS (
     SELECT 1 FROM content_history AS later WHERE later.content_type = ?1 AND later.id = former.id
     AND later.valid_from > former.valid_from AND later.valid_from <= ?2)`,
] as const;

/**
 * The rows of a type as they were at a time: versions that were there then, or items that were gone by then. A version of
 * `content_items` is told by its row number, one of `content_history` by the negative of its.
 *
 * @module
 */

/** What is asked of a time. */
export interface RowsAtOptions {
  /** Columns beside the number, as both tables have them. */
  columns: readonly string[];
  /** What was gone from Looker by then, in its last version, rather than what was there. */
  deleted: boolean;
}

/**
 * A SELECT of `number` and columns, one row an item. Its parameters: `?1` the type, `?2` the time (ISO 8601 UTC). Indexes say
 * which rows are selected: where only `id` is asked for, no page with a body is read.
 */
export function rowsAtSql({ columns, deleted }: RowsAtOptions): string {
  const given = columns.map((column) => `, ${column}`).join("");
  const [ofItems, ofHistory] = deleted ? GONE : THERE;
  return `SELECT rowid AS number${given} FROM content_items WHERE content_type = ?1 AND rowid IN (
      SELECT rowid FROM content_items WHERE content_type = ?1 AND ${ofItems})
    UNION ALL SELECT -rowid${given} FROM content_history WHERE content_type = ?1 AND rowid IN (
      SELECT rowid FROM content_history AS former WHERE content_type = ?1 AND ${ofHistory})`;
}

/** What was there then, of each table. */
const THERE = [
  "valid_from <= ?2 AND (deleted_at IS NULL OR deleted_at > ?2)",
  "valid_to > ?2 AND valid_from <= ?2",
] as const;

/** What was gone by then. A version that ended so counts where no later one had begun. */
const GONE = [
  "deleted_at <= ?2",
  `valid_to <= ?2 AND deleted_at IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM content_items AS later
     WHERE later.content_type = ?1 AND later.id = former.id AND later.valid_from <= ?2)
   AND NOT EXISTS (
     SELECT 1 FROM content_history AS later WHERE later.content_type = ?1 AND later.id = former.id
     AND later.valid_from > former.valid_from AND later.valid_from <= ?2)`,
] as const;

/**
 * How far lookervault reaches with a content type: which operations of Looker's API back it up and restore it, and what of
 * it stays out of reach.
 *
 * @module
 */

/** One type. Operations are operationIds, by spaces. */
export interface Reach {
  /** What a backup asks of it. */
  backup: string;
  /** What a restore asks and sends besides; absent where it is not restored. */
  restore?: string;
  /** What is captured with its items, in words. */
  captured: string;
  /** What a restore leaves behind, or what to do instead of one, in words. */
  behind: string;
  /** What no backup holds of it, in words. */
  lacks?: readonly string[];
}

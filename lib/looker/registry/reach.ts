/**
 * What lookervault does with a content type: the operations of Looker's API that back it up and restore it, and what
 * cannot be restored.
 *
 * @module
 */

/** One type. Operations are operationIds, separated by spaces. */
export interface Reach {
  /** The operations of a backup. */
  backup: string;
  /** Further operations of a restore; absent if the type is not restored. */
  restore?: string;
  /** What is captured with its items. */
  captured: string;
  /** What a restore does not write, or what to do instead. */
  behind: string;
  /** What no backup of the type contains. */
  lacks?: readonly string[];
}

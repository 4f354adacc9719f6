/**
 * The state of the snapshots.
 *
 * @module
 */

/** Whether the snapshots are in order, and otherwise what to do. */
export interface SnapshotStanding {
  ok: boolean;
  message: string;
  hint: string | null;
}

/**
 * The state of the snapshots.
 *
 * @module
 */

/** What was found of the copies: nothing to do, or what to do. */
export interface SnapshotStanding {
  ok: boolean;
  message: string;
  hint: string | null;
}

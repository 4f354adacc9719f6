/**
 * Whether what an interrupted run says of itself fits what it left behind. Pure.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import type { Checkpoint } from "../vault/sessions.ts";

/** Why a type's checkpoint cannot be believed, given how many rows the run left; null when it can. */
export function checkpointMismatch(checkpoint: Checkpoint | undefined, rows: number): string | null {
  if (checkpoint === undefined) {
    return rows === 0 ? null : `started again: the vault holds ${counted(rows, "item")} without a checkpoint`;
  }
  const { state, complete, listed, stored, failed } = checkpoint;
  // While a run that was resumed lists, it has counted fewer items than are there.
  if (rows < stored || (state === "done" && complete && rows > stored)) {
    return `started again: its checkpoint says ${counted(stored, "item")} and the vault holds ${rows}`;
  }
  if (state === "done" && complete && listed !== stored + failed) {
    return `started again: its checkpoint contradicts itself: ${listed} listed, ${stored} stored and ${failed} failed`;
  }
  return null;
}

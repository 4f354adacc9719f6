/**
 * Checks whether the checkpoint of an interrupted run matches the rows that the run stored. Pure.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import type { Checkpoint } from "../vault/sessions.ts";

/** Returns why a type's checkpoint contradicts the number of rows that the run stored, or null if they match. */
export function checkpointMismatch(checkpoint: Checkpoint | undefined, rows: number): string | null {
  if (checkpoint === undefined) {
    return rows === 0
      ? null
      : `started again: the vault contains ${counted(rows, "item")} without a checkpoint`;
  }
  const { state, complete, listed, stored, failed } = checkpoint;
  // While a resumed run is still listing, its count of items is lower than the number of rows in the vault.
  if (rows < stored || (state === "done" && complete && rows > stored)) {
    return `started again: its checkpoint says ${counted(stored, "item")}, but the vault contains ${rows}`;
  }
  if (state === "done" && complete && listed !== stored + failed) {
    return `started again: its checkpoint contradicts itself (${listed} listed, ${stored} stored, ${failed} failed)`;
  }
  return null;
}

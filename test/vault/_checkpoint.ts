import type { Checkpoint } from "../../lib/vault/sessions.ts";
import { minute } from "./_vaults.ts";

/** A checkpoint of dashboards. */
export const checkpoint = (given: Partial<Checkpoint> = {}): Checkpoint => ({
  type: 1,
  state: "running",
  complete: false,
  note: null,
  listed: 3,
  stored: 2,
  new: 2,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  failed: 1,
  calls: 4,
  at: minute(1),
  ...given,
});

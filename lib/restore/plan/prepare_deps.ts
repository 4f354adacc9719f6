/**
 * The dependencies of preparing a restore.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { WriteOptions } from "../../handlers/task.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { Reader } from "../../live/reader.ts";
import type { Vault } from "../../vault/vault.ts";
import type { RestoreOptions } from "../restore_request.ts";
import type { OwnerRules } from "./item_references.ts";
import type { Picks } from "./picks.ts";
import type { GatherDeps } from "./read_destination.ts";

/** What preparing takes. */
export interface PrepareDeps {
  options: RestoreOptions;
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  vault: Vault;
  write: WriteOptions;
  /** As for the plan. */
  detailed: boolean;
  capture: GatherDeps["capture"];
  /** Whose the content is to be, and what is excluded. */
  owners: OwnerRules;
  /** What is restored only in part; grows with what hangs on the chosen items. */
  picks: Picks;
  /** When a change in Looker counts as one after the backup; null for each that is newer than the backup's version. */
  editedAfter: string | null;
}

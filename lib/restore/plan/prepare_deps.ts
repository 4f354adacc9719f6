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

/** What preparing a restore works with. */
export interface PrepareDeps {
  options: RestoreOptions;
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  vault: Vault;
  write: WriteOptions;
  /** As in `DecideInput`. */
  detailed: boolean;
  capture: GatherDeps["capture"];
  /** The rules for owners, and the excluded types. */
  owners: OwnerRules;
  /** The items that are restored only in part. Choosing adds items that depend on the chosen items. */
  picks: Picks;
  /**
   * Only edits after this time count as edits after the backup. Null: all edits newer than the backup's version count.
   */
  editedAfter: string | null;
}

/**
 * What a restore is asked to do.
 *
 * @module
 */
import type { ContentType } from "../../looker/content_type_names.ts";
import type { ItemRef } from "./model.ts";

/** Which items of the backup are meant. */
export interface Selection {
  /** One item, all of a type, everything, or items named one by one (which no filter narrows down). */
  scope:
    | { kind: "single"; type: ContentType; id: string }
    | { kind: "bulk"; type: ContentType }
    | { kind: "all" }
    | { kind: "items"; items: readonly ItemRef[] };
  /** The state of the backup at this time (ISO 8601 UTC); null for the newest. */
  at: string | null;
  /** What the selected items need, as far as the destination lacks it. */
  withDependencies: boolean;
  /** Only folders with these ids, all below them, and what lies in them; empty for no such limit. */
  folders: readonly string[];
  /** Only items of these owners: ids or e-mail addresses. */
  owners: readonly string[];
  /** Only items with these ids. */
  ids: readonly string[];
  updatedAfter: string | null;
  updatedBefore: string | null;
  /** Only these types; empty for all. */
  only: readonly ContentType[];
  exclude: readonly ContentType[];
}

/** Everything else that decides what a restore does. */
export interface RestoreOptions extends Selection {
  /** Leaves alone what was changed in Looker after the backup. */
  skipIfModified: boolean;
  /** Owner of the backup → owner in the destination. */
  ownerMap: Readonly<Record<string, string>>;
  /** Who owns what has no owner in the destination; null for the API user. */
  defaultOwner: string | null;
  /** A result that lacks a part which the backup has counts as complete all the same. */
  allowIncomplete: boolean;
  /** Somebody may become Admin by the restore. Never taken from the record of a former restore. */
  allowAdmin: boolean;
  /** Plans and alerts are enabled again, last of all. Looker sends mail then. */
  enableSchedules: boolean;
  /** Other items whose texts link to old ids of what gets new ones are put right, too: only their links. */
  fixLinks: boolean;
  /** Writes in flight. */
  workers: number;
  maxRetries: number;
  /** Requests a second at most. */
  rateLimit?: number;
  /** Items between two checkpoints. */
  checkpointInterval: number;
  /** Puts back what the restore with this id changed, instead of the backup. */
  undo: string | null;
}

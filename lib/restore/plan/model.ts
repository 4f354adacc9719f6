/**
 * The model of a restore: items, their actions, and the reasons. A reason is a code for decisions and a text for users.
 * No
 * decision depends on the text.
 *
 * @module
 */
import type { Omission, Reason } from "../../handlers/reason.ts";
import type { ItemRef } from "../../looker/item_ref.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Change } from "../../live/form_changes.ts";
import type { PlanNames } from "./plan_names.ts";
import type { EditedSince } from "./edited_since.ts";
import type { RightsChange } from "../../looker/rights/describe.ts";
import type { RightsFact } from "../../looker/rights/facts.ts";

/** What a restore does with an item. */
export type Action = "create" | "update" | "undelete" | "none" | "skip" | "unrestorable";

/** One item of a plan. */
export interface PlannedItem extends ItemRef {
  name: string | null;
  action: Action;
  /** Its id in the destination; null until it exists there. */
  destinationId: string | null;
  changes: readonly Change[];
  /** Items of the same plan that must exist first. */
  dependsOn: readonly ItemRef[];
  /** The number of requests that the item takes, including reading back; an upper estimate. */
  calls: number;
  /** Why it is skipped or not restorable, and what to do instead. */
  reason: Reason | null;
  /** Its parts that are omitted or left unchanged, as far as that is known in advance. */
  omitted: readonly Omission[];
  /** The rights that it changes; empty for items that are not written. */
  rights: readonly RightsFact[];
  /** Other differences that remain although the item is restored. */
  warnings: readonly string[];
  /** The edit in Looker that it reverts; null if there is none, or if that is unknown. */
  edited: EditedSince | null;
  /** The item's folder in the backup. */
  folderId: string | null;
  /** Items because of which this item is restored: they need it, or it depends on them. Empty for a selected item. */
  neededBy: readonly ItemRef[];
  /** Addresses that it sends to after the restore and not before, whether it is enabled or not. */
  recipients: readonly string[];
  /**
   * Set for an item that is not restored itself: only links in its texts change, based on its state in the destination.
   */
  linksOnly?: true;
  /** Set if only the entries that depend on other items are restored. A retry of the item would restore all of it. */
  placesOnly?: true;
}

/** A shared empty list, for properties that most items leave empty. */
export const NOTHING: readonly never[] = Object.freeze([]);

/** Returns a planned item without an action. */
export function untouched({ type, id }: ItemRef): PlannedItem {
  return {
    type,
    id,
    name: null,
    action: "none",
    destinationId: null,
    changes: NOTHING,
    dependsOn: NOTHING,
    calls: 0,
    reason: null,
    omitted: NOTHING,
    rights: NOTHING,
    warnings: NOTHING,
    edited: null,
    folderId: null,
    neededBy: NOTHING,
    recipients: NOTHING,
  };
}

/** An item that is not restored itself, and whose texts link to old ids of items that get new ids. */
export interface Linker extends ItemRef {
  name: string | null;
  /** The old ids that its texts link to, such as `dashboards/12`. */
  links: readonly string[];
  /** Its id in the destination. */
  destinationId: string;
  /** Whether the restore corrects its links. */
  fixed: boolean;
  /** Why the links must be corrected by hand, and where; null if `--fix-links` can correct them. */
  byHand: string | null;
}

/** Everything that a restore does, in an order that can be applied. */
export interface RestorePlan {
  source: string;
  destination: string;
  items: readonly PlannedItem[];
  /** The names of the items that the plan mentions. */
  names: PlanNames;
  /** What the content needs and the destination lacks, such as `connection warehouse (needed by 12 items)`. */
  lacking: readonly string[];
  /** The users and groups that gain or lose rights, without a limit. */
  rights: readonly RightsChange[];
  /** For an undo: the items that the restore created, and how each of them is removed. */
  removals: readonly CreatedItem[];
  /** Other items whose texts link to the old ids of items that get new ids. */
  linkers: readonly Linker[];
  /** Addresses that the restored items send to, outside the domains of the backup's users, with the items. */
  outside: readonly OutsideMail[];
  /** The counts by type of items that depend on created items and are not restored. */
  dependents: Partial<Record<ContentType, number>>;
  /** Remarks to read before confirming the plan. */
  remarks?: readonly string[];
}

/** An item that sends mail to addresses of domains that no user of the backup has. */
export interface OutsideMail extends ItemRef {
  name: string | null;
  addresses: readonly string[];
}

/** How an undo removes an item that a restore created. User content is never deleted permanently. */
export type Removal = "trash" | "remove" | "disable" | "stay";

/** An item that a restore created, by its id in the destination, and how an undo removes it. */
export interface CreatedItem extends ItemRef {
  name: string | null;
  removal: Removal;
  /** Why it stays although it could be removed; null if it is removed, or if its type never is. */
  reason: Reason | null;
}

/** The outcome for an applied item. */
export type Result = "created" | "updated" | "undeleted" | "skipped" | "failed";

/** Whether an item of a plan is to be written. */
export function isWritten({ action }: PlannedItem): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

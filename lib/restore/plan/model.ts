/**
 * The model of a restore: items, their actions, and the reasons. A reason is a code for decisions and a text for
 * people. Nothing is decided by the text.
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
  /** Its id in the destination; null as long as it is not there. */
  destinationId: string | null;
  changes: readonly Change[];
  /** Items of the same plan that must be there first. */
  dependsOn: readonly ItemRef[];
  /** Requests that applying it takes, reading back included; an estimate from above. */
  calls: number;
  /** Why it is skipped or cannot be restored, and what to do instead. */
  reason: Reason | null;
  /** Its parts that are omitted or stay as they are, as far as that is known beforehand. */
  omitted: readonly Omission[];
  /** What it changes of somebody's rights; nothing for items that are not written. */
  rights: readonly RightsFact[];
  /** What else will not be as it was, though the item is restored. */
  warnings: readonly string[];
  /** The edit in Looker that it reverts; null if there is none, or if that is unknown. */
  edited: EditedSince | null;
  /** The folder in which it is in the backup. */
  folderId: string | null;
  /** Items that brought it along: they need it, or it hangs on them. Empty for what was selected. */
  neededBy: readonly ItemRef[];
  /** Addresses to which it sends afterwards and did not before, be it enabled or not. */
  recipients: readonly string[];
  /** Of an item that is not restored itself: only links in its texts change, as it is in the destination. */
  linksOnly?: true;
  /** Only what of it hangs on other items is restored: a retry of it alone would restore all of it. */
  placesOnly?: true;
}

/** What most items have nothing of: one list for all of them. */
export const NOTHING: readonly never[] = Object.freeze([]);

/** An item with which nothing is done. */
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

/** An item that is not restored itself, and whose texts link to old ids of what gets new ones. */
export interface Linker extends ItemRef {
  name: string | null;
  /** What its texts link to, by the old ids: `dashboards/12`. */
  links: readonly string[];
  /** Its id in the destination. */
  destinationId: string;
  /** Whether the restore corrects it. */
  fixed: boolean;
  /** Why only a person can, and where; null for what `--fix-links` can correct. */
  byHand: string | null;
}

/** Everything a restore is going to do, in an order in which it can be done. */
export interface RestorePlan {
  source: string;
  destination: string;
  items: readonly PlannedItem[];
  /** What the items that it names are called. */
  names: PlanNames;
  /** What the content needs and the destination lacks: `connection warehouse (needed by 12 items)`. */
  lacking: readonly string[];
  /** Who gains or loses rights, whole. */
  rights: readonly RightsChange[];
  /** For an undo: what the restore had created, and how it goes again. */
  removals: readonly CreatedItem[];
  /** Other items whose texts link to the old ids of items that get new ids. */
  linkers: readonly Linker[];
  /** Addresses that it sends to, outside the domains of the backup's users, with what does. */
  outside: readonly OutsideMail[];
  /** How many of each type hang on what is created again, and are not restored. */
  dependents: Partial<Record<ContentType, number>>;
  /** What must be known of it before it is confirmed. */
  remarks?: readonly string[];
}

/** Something that sends mail to addresses of domains that no user of the backup has. */
export interface OutsideMail extends ItemRef {
  name: string | null;
  addresses: readonly string[];
}

/** How something that a restore made goes again: nothing that people made is ever deleted for good. */
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

/** Whether an item of a plan is going to be written. */
export function isWritten({ action }: PlannedItem): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

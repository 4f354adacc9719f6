/**
 * What a restore speaks of: items, what is to become of them, and why. A reason is a code to decide on and a text for
 * people; nothing is ever decided by the text.
 *
 * @module
 */
import type { Omission, Reason } from "../../handlers/reason.ts";
import type { ItemRef } from "../../looker/item_ref.ts";
import type { Change } from "../../live/form_changes.ts";
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
  /** Its parts that are left out or stay as they are, as far as that is known beforehand. */
  omitted: readonly Omission[];
  /** What it changes of somebody's rights; nothing for what is not written. */
  rights: readonly RightsFact[];
  /** What else will not be as it was, though the item is restored. */
  warnings: readonly string[];
  /** Of an item that is not restored itself: only links in its texts change, as it stands in the destination. */
  linksOnly?: true;
}

/** An item that is not restored itself, and whose texts link to old ids of what gets new ones. */
export interface Linker extends ItemRef {
  name: string | null;
  /** What its texts link to, by the old ids: `dashboards/12`. */
  links: readonly string[];
  /** Its id in the destination. */
  destinationId: string;
  /** Whether the restore puts it right. */
  fixed: boolean;
  /** Why only a person can, and where; null for what `--fix-links` can put right. */
  byHand: string | null;
}

/** Everything a restore is going to do, in an order in which it can be done. */
export interface RestorePlan {
  source: string;
  destination: string;
  items: readonly PlannedItem[];
  /** What the content needs and the destination lacks: `connection warehouse (needed by 12 items)`. */
  lacking: readonly string[];
  /** Who gains or loses rights, whole. */
  rights: readonly RightsChange[];
  /** For an undo: what the restore had created, and how it goes again. */
  removals: readonly CreatedItem[];
  /** Other items whose texts link to old ids of what gets new ones. */
  linkers: readonly Linker[];
  /** What must be known of it before it is agreed to. */
  remarks?: readonly string[];
}

/** How something that a restore made goes again: nothing that people made is ever deleted for good. */
export type Removal = "trash" | "remove" | "disable" | "stay";

/** An item that a restore created, by its id in the destination, and how it goes again. */
export interface CreatedItem extends ItemRef {
  name: string | null;
  removal: Removal;
  /** Why it stays though it could go; null where it goes, or where nothing of its type may. */
  reason: Reason | null;
}

/** What became of an applied item. */
export type Result = "created" | "updated" | "undeleted" | "skipped" | "failed";

/** Whether an item of a plan is going to be written. */
export function isWritten({ action }: PlannedItem): boolean {
  return action === "create" || action === "update" || action === "undelete";
}

/**
 * The result of a restore or of a dry run, as a JSON document.
 *
 * @module
 */
import type { Reason, ReasonCode } from "../handlers/reason.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { Difference } from "../live/diff/difference.ts";
import type { EditedSince } from "./plan/edited_since.ts";
import type { CreatedItem, OutsideMail, PlannedItem } from "./plan/model.ts";
import type { RecoveryStep } from "./recovery/steps.ts";
import type { RightsChange } from "../looker/rights/describe.ts";

/** How a restore ended. `planned` is a dry run. */
export type RestoreStatus = "planned" | "completed" | "partial" | "interrupted" | "failed";

/** Counts of items by outcome. */
export interface RestoreTotals {
  planned: number;
  created: number;
  updated: number;
  unchanged: number;
  undeleted: number;
  skipped: number;
  /** Items of all outcomes that lack a part of their backup. */
  incomplete: number;
  failed: number;
  unrestorable: number;
}

/** The counts of one type. */
export interface RestoreTypeSummary extends RestoreTotals {
  type: ContentType;
}

/** An item in the document. */
export type RestoreItem =
  & Pick<PlannedItem, "type" | "id" | "name" | "action" | "changes" | "calls">
  & {
    destination_id: string | null;
    /** The path of the item's folder in the backup, such as `Shared/Finance`; null if the item is in no folder. */
    folder: string | null;
    /** The changes in the form of `diff`, for text output; not part of the document. */
    differences: readonly Difference[];
    depends_on: readonly string[];
    /** Items because of which this item is restored, such as `dashboards/12`: they need it, or it depends on them. */
    needed_by: readonly string[];
    /** The edit in Looker after the backup that the restore overwrites. */
    edited_since: EditedSince | null;
    /** Why the item is skipped or not restorable, and the code of the reason. */
    reason: string | null;
    reason_code: ReasonCode | null;
    /** Parts of the backup that are missing after the restore. */
    incomplete: readonly ShownOmission[];
    /** Parts that cannot be restored, such as what Looker manages itself. */
    unrestorable: readonly ShownOmission[];
    warnings: readonly string[];
  };

/** An item that got another id than in the backup. */
export interface MadeItem {
  type: ContentType;
  /** The id in the backup. */
  id: string;
  name: string | null;
  destination_id: string;
  /** The address of the item's page; null if it has none. */
  url: string | null;
}

/** Another item whose texts link to old ids, in the document. */
export interface RestoreLinker {
  type: ContentType;
  id: string;
  name: string | null;
  destination_id: string;
  /** The old ids, such as `dashboards/12`. */
  to: string[];
  /** Whether this restore corrects the item's links (`--fix-links`). */
  fixed: boolean;
  /** Why the links must be corrected by hand, and where; null if `--fix-links` can correct them. */
  reason: string | null;
}

/** An omitted part of an item, in the document. */
export interface ShownOmission extends Reason {
  path: string;
}

/** The operation of an error that names a part that is missing after the restore. */
export const INCOMPLETE = "incomplete";

/** An error of a restore. */
export interface RestoreError {
  type: ContentType | null;
  id: string | null;
  operation: string;
  status: number | null;
  message: string;
  /** The code of the reason, if lookervault decided it; absent if a response from Looker did. */
  code?: ReasonCode;
}

/** An item that a drill chose. */
export interface SampledItem {
  type: ContentType;
  id: string;
  name: string | null;
}

/** The complete document. */
export interface RestoreSummary {
  /** `restore single`, `restore bulk`, `restore all`, `restore undo`, `restore resume`, ... */
  command: string;
  status: RestoreStatus;
  /** Null for a dry run, which records nothing. */
  session_id: string | null;
  /** Base URLs. */
  source: string;
  destination: string;
  db: string;
  started_at: string;
  completed_at: string;
  totals: RestoreTotals;
  types: RestoreTypeSummary[];
  /** Every item of a dry run and of a single restore; otherwise only items with an action or an omission. */
  items: RestoreItem[];
  /**
   * For an undo: the items that the restore created, by their ids in the destination, and how each of them is removed.
   */
  removals: CreatedItem[];
  /**
   * For an undo: the counts by type of items that it removed, for text output; not part of the document. `totals` counts
   * them as updated.
   */
  removed?: Partial<Record<ContentType, number>>;
  /** All users and groups that gain or lose rights. */
  rights: RightsChange[];
  /** The items that send mail to domains that no user of the backup has. */
  outside: OutsideMail[];
  /** The items that got new ids. */
  made: MadeItem[];
  /** The counts by type of items that depend on created items and are not restored without `--with-dependents`. */
  dependents: Partial<Record<ContentType, number>>;
  /** What the content needs and the destination lacks. */
  lacking: string[];
  /** Other items whose texts link to old ids of items that got new ids. */
  links: RestoreLinker[];
  /** The manual steps, in order; empty unless an instance is created again. */
  steps: RecoveryStep[];
  verified: { same: number; different: number };
  /** The number of requests sent. `planned_calls` is the number of requests that applying the plan takes. */
  calls: number;
  planned_calls: number;
  /** The file that `--plan-out` wrote the plan to. */
  plan_file?: string;
  /** For a dry run of a drill: the items that it chose. A later drill chooses again. */
  sampled?: SampledItem[];
  /** For a dry run of a drill: the folder for the copies. A null `id` means that the drill creates it. */
  scratch?: { id: string | null; name: string };
  duration_seconds: number;
  warnings: string[];
  errors: RestoreError[];
}

/** Returns totals of zero. */
export function noTotals(): RestoreTotals {
  return {
    planned: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    undeleted: 0,
    skipped: 0,
    incomplete: 0,
    failed: 0,
    unrestorable: 0,
  };
}

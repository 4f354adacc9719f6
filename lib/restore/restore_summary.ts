/**
 * The result of a restore, or of a plan: the JSON document of the contract.
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

/** Numbers of items by outcome. */
export interface RestoreTotals {
  planned: number;
  created: number;
  updated: number;
  unchanged: number;
  undeleted: number;
  skipped: number;
  /** Of all of these: items that lack a part that the backup has. */
  incomplete: number;
  failed: number;
  unrestorable: number;
}

/** One type's line. */
export interface RestoreTypeSummary extends RestoreTotals {
  type: ContentType;
}

/** An item as it is in the document. */
export type RestoreItem =
  & Pick<PlannedItem, "type" | "id" | "name" | "action" | "changes" | "calls">
  & {
    destination_id: string | null;
    /** The path of the folder in which it is in the backup, such as `Shared/Finance`; null where it is in none. */
    folder: string | null;
    /** The changes as `diff` tells them, for people: no part of the document. */
    differences: readonly Difference[];
    depends_on: readonly string[];
    /** Items that brought it along, because they need it or it hangs on them: `dashboards/12`. */
    needed_by: readonly string[];
    /** The edit in Looker after the backup that it takes back. */
    edited_since: EditedSince | null;
    /** Why it is skipped or cannot be restored, and the code of that. */
    reason: string | null;
    reason_code: ReasonCode | null;
    /** Parts that the backup has and that are missing afterwards. */
    incomplete: readonly ShownOmission[];
    /** Parts that cannot be restored, such as what Looker manages itself. */
    unrestorable: readonly ShownOmission[];
    warnings: readonly string[];
  };

/** An item that got another id than in the backup. */
export interface MadeItem {
  type: ContentType;
  /** In the backup. */
  id: string;
  name: string | null;
  destination_id: string;
  /** Where people find it; null for what has no page of its own. */
  url: string | null;
}

/** Another item whose texts link to old ids, as it is in the document. */
export interface RestoreLinker {
  type: ContentType;
  id: string;
  name: string | null;
  destination_id: string;
  /** The old ids: `dashboards/12`. */
  to: string[];
  /** Whether this restore puts its links right (`--fix-links`). */
  fixed: boolean;
  /** Why only a person can, and where; null for what `--fix-links` can correct. */
  reason: string | null;
}

/** A part of an item that is omitted, as it is in the document. */
export interface ShownOmission extends Reason {
  path: string;
}

/** The operation of an error that names a part which is missing afterwards. */
export const INCOMPLETE = "incomplete";

/** What could not be restored. */
export interface RestoreError {
  type: ContentType | null;
  id: string | null;
  operation: string;
  status: number | null;
  message: string;
  /** Why, where that was decided here and not by an answer of Looker's. */
  code?: ReasonCode;
}

/** The whole document. */
export interface RestoreSummary {
  /** `restore single`, `restore bulk`, `restore all`, `restore undo`, `restore resume`, ... */
  command: string;
  status: RestoreStatus;
  /** Null for a dry run: nothing is recorded. */
  session_id: string | null;
  /** Base URLs. */
  source: string;
  destination: string;
  db: string;
  started_at: string;
  completed_at: string;
  totals: RestoreTotals;
  types: RestoreTypeSummary[];
  /** Every item of a dry run and of a single restore; otherwise those that are worth a word. */
  items: RestoreItem[];
  /** For an undo: what the restore had created, by ids of the destination, and how it goes again. */
  removals: CreatedItem[];
  /** Who gains or loses rights, whole. */
  rights: RightsChange[];
  /** What sends to addresses of domains that no user of the backup has. */
  outside: OutsideMail[];
  /** What got a new id. */
  made: MadeItem[];
  /** How many of each type hang on what is created again, and are not restored without `--with-dependents`. */
  dependents: Partial<Record<ContentType, number>>;
  /** What the content needs and the destination lacks. */
  lacking: string[];
  /** Other items whose texts link to old ids of what got new ones. */
  links: RestoreLinker[];
  /** What only a person can do, in order; empty unless an instance is created again. */
  steps: RecoveryStep[];
  verified: { same: number; different: number };
  /** Requests; for a dry run also those that applying would take. */
  calls: number;
  planned_calls: number;
  /** The file that the plan was written to, with `--plan-out`. */
  plan_file?: string;
  duration_seconds: number;
  warnings: string[];
  errors: RestoreError[];
}

/** Totals of nothing. */
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

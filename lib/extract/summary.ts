/**
 * The result of `extract`: exactly the JSON of docs/contract.md §3.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { TypeCounts } from "./events.ts";

/** How a run ended. */
export type RunStatus = "completed" | "partial" | "interrupted" | "failed";

/** Items that are missing from the listing, and why they were not marked as deleted. */
export interface Withheld {
  gone: number;
  /** Number of live items before the run. */
  of: number;
  /** Most items of a type were missing, or the API user may see less than the earlier one. */
  because: "mass_deletion" | "narrower_user";
}

/** The summary of one type. */
export interface TypeSummary extends TypeCounts {
  type: ContentType;
  /** Whether everything that Looker listed for this type is in the vault. */
  complete: boolean;
  note: string | null;
  /** Items that Looker does not list any more and that the run did not mark as deleted; null if there are none. */
  withheld: Withheld | null;
}

/** Something that could not be captured. */
export interface ErrorSummary {
  type: ContentType;
  id: string | null;
  operation: string;
  /** HTTP status; null if there was no response. */
  status: number | null;
  message: string;
}

/** The output of `extract --json`. Times are ISO 8601 UTC, durations are in seconds, sizes in bytes. */
export interface ExtractSummary {
  command: "extract";
  status: RunStatus;
  session_id: string;
  mode: string;
  instance: string;
  looker_version: string | null;
  db: string;
  started_at: string;
  completed_at: string;
  duration_seconds: number;
  calls: number;
  retries: number;
  bytes: number;
  vault_bytes: number;
  items_per_second: number;
  /** Share of the workers' time with a request in flight, 0..1. */
  utilization: number;
  totals: Omit<TypeCounts, "calls">;
  types: TypeSummary[];
  errors: ErrorSummary[];
  warnings: string[];
}

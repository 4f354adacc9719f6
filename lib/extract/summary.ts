/**
 * The result of `extract`: exactly the JSON of docs/contract.md §3.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { TypeCounts } from "./events.ts";

/** How a run ended. */
export type RunStatus = "completed" | "partial" | "interrupted" | "failed";

/** Items that are gone from the listing, and why that was not accepted. */
export interface Withheld {
  gone: number;
  /** Of so many that were live before. */
  of: number;
  /** Most of a type at once, or the API user may see less than the one before. */
  because: "mass_deletion" | "narrower_user";
}

/** One type's line. */
export interface TypeSummary extends TypeCounts {
  type: ContentType;
  /** Everything that Looker listed for this type is in the vault. */
  complete: boolean;
  note: string | null;
  /** What Looker lists no more and the run did not mark as deleted; null if there is none. */
  withheld: Withheld | null;
}

/** One thing that could not be captured. */
export interface ErrorSummary {
  type: ContentType;
  id: string | null;
  operation: string;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  message: string;
}

/** `extract --json`. Times are ISO 8601 UTC, durations seconds, sizes bytes. */
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

/**
 * Builds the summary of a run from its trackers. Pure.
 *
 * @module
 */
import type { ErrorSummary, ExtractSummary, RunStatus, TypeSummary } from "./summary.ts";
import type { TypeTracker } from "./tracker.ts";

/** What a summary needs in addition to the counts of the types. Times are in milliseconds. */
export interface RunFacts extends
  Pick<
    ExtractSummary,
    | "status"
    | "session_id"
    | "mode"
    | "instance"
    | "looker_version"
    | "db"
    | "started_at"
    | "completed_at"
    | "calls"
    | "retries"
    | "bytes"
    | "vault_bytes"
    | "errors"
    | "warnings"
  > {
  durationMs: number;
  /** Total time with a request in flight, over all workers. */
  busyMs: number;
  workers: number;
}

/** Returns the status of a run that finished. */
export function outcomeOf(errors: readonly ErrorSummary[], trackers: readonly TypeTracker[]): RunStatus {
  return errors.length > 0 || trackers.some((tracker) => !tracker.complete) ? "partial" : "completed";
}

/** Returns the summary of a run. */
export function summarize(
  { durationMs, busyMs, workers, ...facts }: RunFacts,
  trackers: readonly TypeTracker[],
): ExtractSummary {
  const types = trackers.map(typeSummary);
  const totals = { listed: 0, stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };
  for (const type of types) {
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += type[key];
  }
  const ms = Math.max(durationMs, 1);
  return {
    command: "extract",
    ...facts,
    duration_seconds: rounded(durationMs / 1000),
    items_per_second: rounded(totals.stored / (ms / 1000)),
    utilization: rounded(Math.min(1, busyMs / (workers * ms))),
    totals,
    types,
  };
}

function typeSummary(tracker: TypeTracker): TypeSummary {
  return {
    type: tracker.type,
    ...tracker.counts(),
    complete: tracker.complete && tracker.isFinished,
    note: tracker.note,
    withheld: tracker.withheld,
  };
}

function rounded(n: number): number {
  return Math.round(n * 1000) / 1000;
}

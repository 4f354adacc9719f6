/**
 * Merges the results of several consecutive restores into one.
 *
 * @module
 */
import type { RestoreStatus, RestoreSummary, RestoreTotals } from "../../../restore/restore_summary.ts";

/** The states, in order of weight. The heavier state of two is the state of the merged result. */
const WEIGHT: readonly RestoreStatus[] = ["planned", "completed", "partial", "failed", "interrupted"];

/** Merges two summaries. The session is that of the later restore. */
export function mergeSummaries(a: RestoreSummary, b: RestoreSummary): RestoreSummary {
  const types = new Map(a.types.map((type) => [type.type, type]));
  for (const type of b.types) {
    const known = types.get(type.type);
    types.set(type.type, known === undefined ? type : { ...type, ...plus(known, type) });
  }
  return {
    ...b,
    status: WEIGHT.indexOf(a.status) > WEIGHT.indexOf(b.status) ? a.status : b.status,
    session_id: b.session_id ?? a.session_id,
    started_at: a.started_at,
    totals: plus(a.totals, b.totals),
    types: [...types.values()],
    items: [...a.items, ...b.items],
    removals: [...a.removals, ...b.removals],
    rights: [...a.rights, ...b.rights],
    lacking: [...new Set([...a.lacking, ...b.lacking])],
    links: [...a.links, ...b.links],
    verified: {
      same: a.verified.same + b.verified.same,
      different: a.verified.different + b.verified.different,
    },
    calls: a.calls + b.calls,
    planned_calls: a.planned_calls + b.planned_calls,
    duration_seconds: a.duration_seconds + b.duration_seconds,
    warnings: [...new Set([...a.warnings, ...b.warnings])],
    errors: [...a.errors, ...b.errors],
  };
}

function plus(a: RestoreTotals, b: RestoreTotals): RestoreTotals {
  return {
    planned: a.planned + b.planned,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    undeleted: a.undeleted + b.undeleted,
    skipped: a.skipped + b.skipped,
    incomplete: a.incomplete + b.incomplete,
    failed: a.failed + b.failed,
    unrestorable: a.unrestorable + b.unrestorable,
  };
}

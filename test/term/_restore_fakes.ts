import type { RestoreItem, RestoreSummary, RestoreTotals } from "../../lib/restore/restore_summary.ts";
import { noTotals } from "../../lib/restore/restore_summary.ts";
import type { PlanView } from "../../lib/term/restore_plan.ts";

/** An item of a plan with the given parts set. */
export function restoreItem(given: Partial<RestoreItem> = {}): RestoreItem {
  return {
    type: "dashboards",
    id: "12",
    name: "Revenue",
    action: "update",
    folder: null,
    destination_id: given.id ?? "12",
    changes: [{ path: "title", from: "Sales", to: "Revenue" }],
    differences: (given.changes ?? [{ path: "title", from: "Sales", to: "Revenue" }]).map((
      { path, from, to },
    ) => ({ kind: "changed", part: [], path, from, to })),
    depends_on: [],
    needed_by: [],
    edited_since: null,
    calls: 2,
    reason: null,
    reason_code: null,
    incomplete: [],
    unrestorable: [],
    warnings: [],
    ...given,
  };
}

/** Totals with the given ones set. */
export function restoreTotals(given: Partial<RestoreTotals> = {}): RestoreTotals {
  return { ...noTotals(), ...given };
}

/** A summary with the given parts set. */
export function restoreSummary(given: Partial<RestoreSummary> = {}): RestoreSummary {
  return {
    steps: [],
    command: "restore all",
    status: "completed",
    session_id: "3f2a81c09d4e",
    source: "https://acme.looker.com",
    destination: "https://acme.looker.com",
    db: "./lookervault.db",
    started_at: "2026-01-02T03:04:05.000Z",
    completed_at: "2026-01-02T03:04:08.000Z",
    totals: restoreTotals({ planned: 121, created: 2, updated: 9, undeleted: 1, unchanged: 109 }),
    types: [
      { type: "folders", ...restoreTotals({ planned: 20, created: 1, unchanged: 19 }) },
      {
        type: "dashboards",
        ...restoreTotals({ planned: 101, created: 1, updated: 9, undeleted: 1, unchanged: 90 }),
      },
    ],
    items: [],
    removals: [],
    rights: [],
    outside: [],
    made: [],
    dependents: {},
    lacking: [],
    links: [],
    verified: { same: 12, different: 0 },
    calls: 45,
    planned_calls: 40,
    duration_seconds: 3.2,
    warnings: [],
    errors: [],
    ...given,
  };
}

/** A plan with the given parts set. */
export function planView(given: Partial<PlanView> = {}): PlanView {
  return {
    source: "https://acme.looker.com",
    destination: "https://acme.looker.com",
    db: "./lookervault.db",
    items: [],
    removals: [],
    rights: [],
    outside: [],
    dependents: {},
    lacking: [],
    links: [],
    warnings: [],
    errors: [],
    plannedCalls: 14,
    show: { detailed: false, undo: false },
    ...given,
  };
}

/**
 * Checks whether the records of runs are consistent with the rows in the vault. Pure.
 *
 * @module
 */
import { counted } from "../../base/counted.ts";
import { storedJson } from "../../vault/stored_json.ts";
import type { AuditCheckpoint, AuditSession, SeenRows } from "../../vault/audit_runs.ts";

/** The records of runs. */
export interface Runs {
  /** Sorted, the oldest first. */
  sessions: readonly AuditSession[];
  checkpoints: readonly AuditCheckpoint[];
  seen: readonly SeenRows[];
}

/** A problem of a run, or of a type in it. */
export interface RunProblem {
  /** The code of the type; null for the entire run. */
  type: number | null;
  sessionId: string;
  problem: string;
}

const STATUSES = new Set(["running", "completed", "partial", "interrupted", "failed"]);
const FINISHED = new Set(["completed", "partial"]);

/** Returns all inconsistencies of the runs. With `types`, returns only those of types with these codes. */
export function runProblems(runs: Runs, types: ReadonlySet<number> | null): RunProblem[] {
  const problems: RunProblem[] = runs.sessions.flatMap((session) =>
    sessionProblems(session, runs.checkpoints.filter((one) => one.sessionId === session.id))
      .map((problem) => ({ type: null, sessionId: session.id, problem }))
  );
  const byType = Map.groupBy(runs.checkpoints, ({ type }) => type);
  for (const [type, checkpoints] of byType) {
    if (types !== null && !types.has(type)) continue;
    for (const one of checkpoints) {
      const problem = countsProblem(one);
      if (problem !== null) problems.push({ type, sessionId: one.sessionId, problem });
    }
    problems.push(...missingRows(runs, type, checkpoints));
  }
  return problems;
}

function sessionProblems(session: AuditSession, checkpoints: readonly AuditCheckpoint[]): string[] {
  const problems: string[] = [];
  const { status, startedAt, completedAt, stored, options } = session;
  if (!STATUSES.has(status)) problems.push(`its status ${JSON.stringify(status)} is unknown to this version`);
  for (const time of [startedAt, completedAt]) {
    if (time !== null && Number.isNaN(Date.parse(time))) {
      problems.push(`${JSON.stringify(time)} is not a time`);
    }
  }
  if (storedJson(options) === undefined) problems.push("its options cannot be read");
  const sum = checkpoints.reduce((total, one) => total + one.stored, 0);
  if (FINISHED.has(status) && sum !== stored) {
    problems.push(`its record says ${counted(stored, "item")} stored, but its types add up to ${sum}`);
  }
  return problems;
}

/** Returns why a checkpoint is inconsistent; null if it is consistent. */
function countsProblem(one: AuditCheckpoint): string | null {
  if (one.new + one.updated + one.unchanged !== one.stored) {
    return `its checkpoint contradicts itself (${one.stored} stored, of which ${one.new} new, ${one.updated} updated, ${one.unchanged} unchanged)`;
  }
  if (one.done && one.complete && one.listed !== one.stored + one.failed) {
    return `its checkpoint contradicts itself (${one.listed} listed, ${one.stored} stored, ${one.failed} failed)`;
  }
  return null;
}

/**
 * Checks that everything that the newest run of a type stored is in the vault, and everything that the newest complete
 * run of the type stored. Items in the vault are never removed between them, because an incomplete run does not mark
 * items as deleted.
 */
function missingRows(
  { sessions, seen }: Runs,
  type: number,
  checkpoints: readonly AuditCheckpoint[],
): RunProblem[] {
  const order = new Map(sessions.map(({ id }, i) => [id, i]));
  const sorted = checkpoints.toSorted((a, b) =>
    (order.get(a.sessionId) ?? -1) - (order.get(b.sessionId) ?? -1)
  );
  const newest = sorted.at(-1), whole = sorted.findLast(({ done, complete }) => done && complete);
  const live = (from: AuditCheckpoint): number =>
    seen.reduce(
      (sum, rows) =>
        rows.type === type && (order.get(rows.sessionId) ?? -1) >= (order.get(from.sessionId) ?? -1)
          ? sum + rows.live
          : sum,
      0,
    );
  const problems: RunProblem[] = [];
  for (const one of new Set([newest, whole])) {
    if (one === undefined) continue;
    const rows = live(one);
    const surplus = one === newest && one.done && one.complete && rows > one.stored;
    if (rows >= one.stored && !surplus) continue;
    problems.push({
      type,
      sessionId: one.sessionId,
      problem: `the run stored ${counted(one.stored, "item")}, but the vault contains ${rows}`,
    });
  }
  return problems;
}

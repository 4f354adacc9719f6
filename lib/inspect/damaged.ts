/**
 * Removes damaged former versions, or replaces them from a copy of the vault in which they are intact.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { hasDigests, readRows, rowPlaces } from "../vault/audit.ts";
import { auditSessions } from "../vault/audit_runs.ts";
import { bringVersion, dropVersion, type VersionRow, versionRows } from "../vault/damaged_versions.ts";
import type { Vault } from "../vault/vault.ts";
import { type BadRow, judgeRows, typeName } from "./verify/judge.ts";

/** A damaged former version, and the action for it. */
export interface DamagedVersion {
  type: string;
  id: string | null;
  /** The start of the version; ISO 8601 UTC. */
  version: string | null;
  problem: string;
  /** `none` if the version's page in the file cannot be read, because then it cannot be written either. */
  action: "drop" | "bring" | "none";
}

/** The JSON output of `cleanup --damaged`. */
export interface DamagedReport {
  command: "cleanup";
  status: "planned" | "completed";
  db: string;
  /** The copy of the vault from which versions are replaced. */
  from: string | null;
  damaged: DamagedVersion[];
  totals: { dropped: number; brought: number; left: number };
}

/** The options of a plan. */
export interface DamagedOptions {
  /** Another copy of the vault. */
  copy: Vault | null;
  /** Yields to other tasks. Throws if the run was stopped. */
  turn: () => Promise<void>;
}

/** The number of rows to check at a time. */
const AT_ONCE = 200;

interface Plan {
  bad: BadRow;
  replacement: VersionRow | null;
}

/** Returns what would happen to the damaged former versions. */
export async function planDamaged(vault: Vault, options: DamagedOptions): Promise<DamagedReport> {
  return report(vault, options, { plans: await plansOf(vault, options), status: "planned" });
}

/** Removes the damaged versions, or replaces them from the copy, in one transaction. */
export async function mendDamaged(vault: Vault, options: DamagedOptions): Promise<DamagedReport> {
  const plans = await plansOf(vault, options);
  vault.withTransaction(() => {
    for (const { bad, replacement } of plans) {
      if (!bad.readable) continue;
      dropVersion(vault, bad.place);
      if (replacement !== null) bringVersion(vault, replacement);
    }
  });
  return report(vault, options, { plans, status: "completed" });
}

async function plansOf(vault: Vault, { copy, turn }: DamagedOptions): Promise<Plan[]> {
  const sessions = new Set(auditSessions(vault).map(({ id }) => id));
  const rules = { table: "content_history", sessions, digests: hasDigests(vault) } as const;
  const { rowids } = rowPlaces(vault, "content_history", null);
  const plans: Plan[] = [];
  for (let at = 0; at < rowids.length; at += AT_ONCE) {
    await turn();
    for (const bad of judgeRows(vault, rowids.slice(at, at + AT_ONCE), rules).bad) {
      plans.push({ bad, replacement: copy === null ? null : wholeIn(copy, bad, { vault, sessions }) });
    }
  }
  return plans;
}

/** Returns the version from the copy if it is intact there and its run is recorded in this vault. */
function wholeIn(
  copy: Vault,
  { place, type, id, version, readable }: BadRow,
  { vault, sessions }: { vault: Vault; sessions: ReadonlySet<string> },
): VersionRow | null {
  if (!readable || type === null || id === null || version === null) return null;
  const [here] = readRows(vault, "content_history", [place]);
  const until = here !== undefined && "row" in here ? here.row["valid_to"] : null;
  if (typeof until !== "string" || Number.isNaN(Date.parse(until))) return null;
  for (const { table, rowid, row } of versionRows(copy, { type, id, version })) {
    if (!sessions.has(String(row["session_id"]))) continue;
    const rules = { table, sessions, digests: hasDigests(copy) };
    if (judgeRows(copy, [rowid], rules).bad.length === 0) {
      return { ...row, valid_to: isoTime(Date.parse(until)) };
    }
  }
  return null;
}

function report(
  vault: Vault,
  { copy }: DamagedOptions,
  { plans, status }: { plans: readonly Plan[]; status: DamagedReport["status"] },
): DamagedReport {
  const damaged = plans.map(({ bad, replacement }): DamagedVersion => ({
    type: typeName(bad.type),
    id: bad.id,
    version: bad.version,
    problem: bad.problems.join("; "),
    action: !bad.readable ? "none" : replacement === null ? "drop" : "bring",
  }));
  const count = (action: DamagedVersion["action"]): number =>
    damaged.filter((one) => one.action === action).length;
  const totals = { dropped: count("drop"), brought: count("bring"), left: count("none") };
  return { command: "cleanup", status, db: vault.path, from: copy?.path ?? null, damaged, totals };
}

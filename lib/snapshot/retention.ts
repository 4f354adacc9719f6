/**
 * Decides which snapshots a policy keeps, and why, by the rules of restic. Pure.
 *
 * Each rule goes from the newest snapshot to the oldest and keeps the newest of each hour, day, ISO week, month or
 * year, until it has kept its count. If a rule has not reached its count at the end, it also keeps the oldest snapshot.
 * Times are UTC, so that every machine decides the same.
 *
 * @module
 */
import { type Span, subtractSpan } from "./span.ts";

/** The number of snapshots that each rule keeps. A rule that is absent keeps none. */
export interface Policy {
  last?: number;
  hourly?: number;
  daily?: number;
  weekly?: number;
  monthly?: number;
  yearly?: number;
  /** Keeps all snapshots within this time before the newest one. */
  within?: Span;
}

/** The decision on one snapshot. */
export interface Verdict<T> {
  copy: T;
  keep: boolean;
  /** Every rule that keeps the snapshot; empty if no rule does. */
  reasons: string[];
}

interface Rule {
  count: number;
  reason: string;
  bucket: (at: Date, index: number) => string;
}

/** Whether a policy would keep nothing. Such a policy is always a mistake. */
export function isEmpty(policy: Policy): boolean {
  return policy.within === undefined && RULES.every(({ name }) => (policy[name] ?? 0) === 0);
}

const RULES = [
  { name: "last", reason: "last", bucket: (_at, index) => String(index) },
  { name: "hourly", reason: "hourly", bucket: (at) => at.toISOString().slice(0, 13) },
  { name: "daily", reason: "daily", bucket: (at) => at.toISOString().slice(0, 10) },
  { name: "weekly", reason: "weekly", bucket: isoWeek },
  { name: "monthly", reason: "monthly", bucket: (at) => at.toISOString().slice(0, 7) },
  { name: "yearly", reason: "yearly", bucket: (at) => at.toISOString().slice(0, 4) },
] as const satisfies readonly {
  name: Exclude<keyof Policy, "within">;
  reason: string;
  bucket: Rule["bucket"];
}[];

/**
 * Applies a policy to the snapshots of one instance, in any order. Returns the decisions, newest first. Always keeps
 * the newest snapshot. `at` is milliseconds since the epoch.
 */
export function applyPolicy<T extends { at: number }>(copies: readonly T[], policy: Policy): Verdict<T>[] {
  const sorted = [...copies].sort((a, b) => b.at - a.at);
  const newest = sorted[0];
  if (newest === undefined) return [];
  const since = policy.within === undefined ? null : subtractSpan(newest.at, policy.within);
  const left = RULES.map((rule) => ({ ...rule, count: policy[rule.name] ?? 0, last: null as string | null }));
  return sorted.map((copy, index) => {
    const reasons: string[] = [];
    if (since !== null && copy.at > since) reasons.push(`within ${policy.within?.text}`);
    const at = new Date(copy.at), isOldest = index === sorted.length - 1;
    for (const rule of left) {
      if (rule.count <= 0) continue;
      const bucket = rule.bucket(at, index), isNew = bucket !== rule.last;
      if (!isNew && !isOldest) continue;
      reasons.push(isNew ? rule.reason : `oldest ${rule.reason}`);
      rule.last = bucket;
      rule.count--;
    }
    if (index === 0 && reasons.length === 0) reasons.push("newest");
    return { copy, keep: reasons.length > 0, reasons };
  });
}

/**
 * Returns the ISO week, such as `2026-W48`. Weeks begin on Monday, and the first week of a year contains its first
 * Thursday.
 */
function isoWeek(at: Date): string {
  const thursday = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 3 - (thursday.getUTCDay() + 6) % 7);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

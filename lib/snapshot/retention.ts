/**
 * Which copies a policy keeps, and why: restic's rules. Pure.
 *
 * Each rule walks from the newest copy to the oldest and keeps the newest of each hour, day, ISO week, month or year, until
 * it has kept as many as it was given. A rule that has not used up its number at the end keeps the oldest copy too. Times
 * are UTC, so that every machine decides alike.
 *
 * @module
 */
import { type Span, subtractSpan } from "./span.ts";

/** How many copies of each kind are kept; absent: that rule says nothing. */
export interface Policy {
  last?: number;
  hourly?: number;
  daily?: number;
  weekly?: number;
  monthly?: number;
  yearly?: number;
  /** Everything within so long before the newest copy. */
  within?: Span;
}

/** What is decided about a copy. */
export interface Verdict<T> {
  copy: T;
  keep: boolean;
  /** Every rule that keeps it; empty where it goes. */
  reasons: string[];
}

interface Rule {
  count: number;
  reason: string;
  bucket: (at: Date, index: number) => string;
}

/** Whether a policy keeps nothing at all: nobody means that. */
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
 * Applies a policy to the copies of one instance, in any order; verdicts come newest first. The newest copy is always kept.
 * `at` is milliseconds since the epoch.
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

/** `2026-W48`: weeks begin on Monday, and the first of a year has its first Thursday. */
function isoWeek(at: Date): string {
  const thursday = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 3 - (thursday.getUTCDay() + 6) % 7);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

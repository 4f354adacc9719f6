/**
 * Decides which snapshots a prune removes, and why it keeps the others. Pure.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { VaultClockError } from "../vault/errors.ts";
import { clockDoubt } from "../vault/retention.ts";
import type { Copy } from "./catalog.ts";
import { isoOfStamp } from "./name.ts";
import { applyPolicy, isEmpty, type Policy } from "./retention.ts";

/** The decision on one snapshot. */
export interface PruneVerdict {
  copy: Copy;
  action: "keep" | "remove";
  /** For users. */
  reasons: string[];
}

/** The input of the decision. */
export interface PruneQuestion {
  policy: Policy;
  /** Milliseconds since the epoch. */
  now: number;
  /** Whether to trust the clock although it seems to have jumped. */
  acceptClock: boolean;
  /** The timestamps that earlier prunes removed, by folder. The gaps that they left do not count as pauses. */
  pruned: ReadonlyMap<string, readonly string[]>;
}

/** A gap of this many days between snapshots may mean that the clock has jumped. */
const LONGEST_PAUSE = 90;

/**
 * If a snapshot's time is later than its arrival in the store by more than this, in milliseconds, its time is wrong.
 */
const SLACK = 3_600_000;

/**
 * Returns the decisions on all snapshots, newest first. Applies the policy to each instance separately. @throws
 * {UsageError} {@linkcode VaultClockError}
 */
export function planPrune(
  copies: readonly Copy[],
  { policy, now, acceptClock, pruned }: PruneQuestion,
): PruneVerdict[] {
  if (isEmpty(policy)) {
    throw new UsageError("Cannot prune: no rule keeps anything", {
      hint: "Give at least one rule, such as --keep-daily 7 --keep-weekly 5 --keep-monthly 12.",
    });
  }
  const folders = [...new Set(copies.map(({ folder }) => folder))];
  const verdicts = folders.flatMap((folder) => {
    const own = copies.filter((copy) => copy.folder === folder);
    if (!acceptClock) checkClock(own, { now, pruned: pruned.get(folder) ?? [] });
    const judged = applyPolicy(own.filter(({ fault }) => fault === null), policy);
    const damaged = own.filter(({ fault }) => fault !== null);
    return [
      ...judged.map(({ copy, keep, reasons }) => verdict(copy, { keep, reasons, now })),
      ...damaged.map((copy): PruneVerdict => ({ copy, action: "keep", reasons: [`damaged: ${copy.fault}`] })),
    ];
  });
  return verdicts.sort((a, b) => b.copy.at - a.copy.at);
}

function verdict(
  copy: Copy,
  { keep, reasons, now }: { keep: boolean; reasons: string[]; now: number },
): PruneVerdict {
  if (keep) return { copy, action: "keep", reasons };
  const { lockedUntil } = copy;
  if (lockedUntil !== null && Date.parse(lockedUntil) > now) {
    return { copy, action: "keep", reasons: [`locked until ${lockedUntil.slice(0, 16)}Z`] };
  }
  return { copy, action: "remove", reasons: ["no rule keeps it"] };
}

function checkClock(
  copies: readonly Copy[],
  { now, pruned }: { now: number; pruned: readonly string[] },
): void {
  for (const { stamp, at, manifestObject } of copies) {
    if (at <= Date.parse(manifestObject.modifiedAt) + SLACK) continue;
    throw doubted(`the store received the snapshot ${stamp} before the time in its name`);
  }
  const runs = [...copies.map(({ stamp }) => stamp), ...pruned].map(isoOfStamp);
  const doubt = clockDoubt({ now, days: LONGEST_PAUSE, runs, lastSeen: null });
  if (doubt === null) return;
  throw doubted(
    doubt.kind === "future"
      ? `the newest snapshot is from ${doubt.at}, but this machine's clock says ${
        new Date(now).toISOString()
      }`
      : `from ${doubt.from} to ${doubt.to} there is no snapshot`,
  );
}

function doubted(why: string): VaultClockError {
  return new VaultClockError(`Cannot prune: a clock may have jumped (${why})`, {
    hint: "Correct the clock. If the times are right, add --accept-clock.",
  });
}

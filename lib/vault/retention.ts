/**
 * Decides what is old enough to be removed, and whether the clock can be trusted. Pure.
 *
 * @module
 */

/** The times that a cleanup compares. Times in the vault are ISO 8601. */
export interface Moments {
  /** This machine's clock, milliseconds since the epoch. */
  now: number;
  /** The retention, in days of 24 hours. */
  days: number;
  /** When runs of any kind began and ended, in any order. */
  runs: readonly string[];
  /** When a run last saw an item; null if the vault has none. */
  lastSeen: string | null;
}

/**
 * Why the clock cannot be trusted. `future`: the vault has a timestamp later than now. `gap`: there was no run for
 * longer than the retention, and the time since then is not longer than the retention.
 */
export type ClockDoubt =
  | { kind: "future"; at: string }
  | { kind: "gap"; from: string; to: string };

const DAY = 86_400_000;

/** If the clock was set back by less than this, it is accepted, milliseconds. */
const SLACK = 60_000;

/** Returns the cutoff (ISO 8601 UTC). What ended before it is old enough to be removed. */
export function retentionCutoff({ now, days }: Pick<Moments, "now" | "days">): string {
  return new Date(now - days * DAY).toISOString();
}

/**
 * Detects a jump of the clock. A jump backwards leaves timestamps in the future. A jump forwards makes all former runs
 * look old: it leaves a gap without any run, longer than the retention, that ends now or with a run under the new
 * clock. The new clock is accepted after runs have used it for as long as the retention, because by then a wrong clock
 * would have been noticed. A pause between backups looks the same as a jump, and would remove old versions just as
 * unnoticed.
 */
export function clockDoubt({ now, days, runs, lastSeen }: Moments): ClockDoubt | null {
  const known = [...runs, ...lastSeen === null ? [] : [lastSeen]]
    .map((at) => Date.parse(at)).filter((at) => !Number.isNaN(at)).sort((a, b) => a - b);
  const newest = known.at(-1);
  if (newest === undefined) return null;
  if (newest > now + SLACK) return { kind: "future", at: iso(newest) };
  const moments = [...known, now];
  for (let i = moments.length - 1; i > 0; i--) {
    const [from = now, to = now] = [moments[i - 1], moments[i]];
    if (to < now - days * DAY) return null;
    if (to - from > days * DAY) return { kind: "gap", from: iso(from), to: iso(to) };
  }
  return null;
}

/** Whether an interrupted restore that began at `startedAt` (ISO 8601) may still be resumed. The limit is a week. */
export function waitsForRestore({ now, startedAt }: { now: number; startedAt: string }): boolean {
  return now - Date.parse(startedAt) < 7 * DAY;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

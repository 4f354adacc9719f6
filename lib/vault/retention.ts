/**
 * What is old enough to be removed, and whether the clock can be trusted. Pure.
 *
 * @module
 */

/** What is known of time when a vault is cleaned up. Times in the vault are ISO 8601. */
export interface Moments {
  /** This machine's clock, milliseconds since the epoch. */
  now: number;
  /** How long to keep, days of 24 hours. */
  days: number;
  /** When runs of any kind began and ended, in any order. */
  runs: readonly string[];
  /** When an item was last seen by a run; null when the vault holds none. */
  lastSeen: string | null;
}

/**
 * Why the clock cannot be believed. `future`: the vault knows of a moment later than now. `gap`: for longer than the
 * retention there was no run, and the time since then is no longer than the retention.
 */
export type ClockDoubt =
  | { kind: "future"; at: string }
  | { kind: "gap"; from: string; to: string };

const DAY = 86_400_000;

/** A clock that was set back by less than this is not worth a word, milliseconds. */
const SLACK = 60_000;

/** What ended before this moment (ISO 8601 UTC) is old enough to go. */
export function retentionCutoff({ now, days }: Pick<Moments, "now" | "days">): string {
  return new Date(now - days * DAY).toISOString();
}

/**
 * Looks for a jump of the clock. One backwards leaves moments in the future. One forwards makes all former runs look long
 * past: it leaves a time without any run, longer than the retention, that ends now or with a run under the new clock. Only
 * when the new clock has been the runs' for as long as the retention is it believed: by then somebody would have noticed.
 * A pause between backups looks the same, and what was kept would go just as unseen.
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

/** Whether an interrupted restore that began then (ISO 8601) may still be resumed: for a week. */
export function waitsForRestore({ now, startedAt }: { now: number; startedAt: string }): boolean {
  return now - Date.parse(startedAt) < 7 * DAY;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/**
 * The runs that a page shows, and to which of them a moment belongs. Pure.
 *
 * What a run stored is shown as of the first run after it that ended well: a run that failed or was interrupted shows
 * nothing. Run 0 is what all others are compared with: whatever the vault held by then counts as found there.
 *
 * @module
 */
import type { RunFacts } from "../../vault/run_facts.ts";

/** Which runs are shown. */
export interface TimelineOptions {
  /** ISO 8601 UTC: runs from then on, and the one before; all without. */
  since?: string | undefined;
  /** ISO 8601 UTC: as the vault was then. */
  at?: string | undefined;
  /** At most so many runs, the newest. */
  most: number;
}

/** Earlier than any time. */
const NEVER = "";

/** The runs of a page, the oldest first. */
export class Timeline {
  /** The places of runs that ended well, and when they ended. */
  private readonly good: readonly { place: number; end: string }[];

  private constructor(
    readonly runs: readonly RunFacts[],
    /** The moment that was asked for, ISO 8601 UTC: what came later is not shown. Null for all that there is. */
    readonly moment: string | null,
  ) {
    const done = runs.flatMap((run, place) => isGood(run) ? [{ place, end: run.endedAt }] : []);
    const last = runs.length - 1, end = runs[last]?.endedAt;
    // A vault whose only runs were interrupted shows what they stored.
    this.good = (done.length > 0 || end === undefined ? done : [{ place: last, end }])
      .sort((a, b) => a.end < b.end ? -1 : a.end > b.end ? 1 : a.place - b.place);
  }

  /** Chooses among all runs of a vault, the oldest first. One that is under way is not shown. */
  static of(all: readonly RunFacts[], { since, at, most }: TimelineOptions): Timeline {
    const shown = all.filter((run) => run.status !== "running" && (at === undefined || run.endedAt <= at));
    const base = since === undefined
      ? 0
      : Math.max(0, shown.findLastIndex((run) => isGood(run) && run.endedAt <= since));
    const runs = shown.slice(Math.max(base, shown.length - most));
    // A run 0 that shows nothing would leave nothing to compare with.
    const first = runs.findIndex(isGood);
    return new Timeline(first > 0 ? runs.slice(first) : runs, at ?? null);
  }

  /** When run 0 ended: whatever ended by then is not shown. */
  get base(): string {
    return this.good[0]?.end ?? NEVER;
  }

  /** When the newest run that ended well did so: what began later is not shown. */
  get end(): string {
    return this.good.at(-1)?.end ?? NEVER;
  }

  /** The newest run that ended well; -1 where there is none. */
  get newest(): number {
    return this.good.at(-1)?.place ?? -1;
  }

  /** The run that first shows what was stored at a time (ISO 8601 UTC); -1 for what none shows yet. */
  runOf(time: string): number {
    let low = 0, high = this.good.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.good[middle]?.end ?? NEVER) < time) low = middle + 1;
      else high = middle;
    }
    return this.good[low]?.place ?? -1;
  }

  /** When the run before a run that ended well did so: what that run shows again was stored after it. */
  startOf(place: number): string {
    return this.good[this.good.findIndex((one) => one.place >= place) - 1]?.end ?? NEVER;
  }

  /** When what a run shows had all been stored. */
  endOf(place: number): string {
    return this.good.findLast((one) => one.place <= place)?.end ?? this.base;
  }

  /** A moment to the second, after a run and before the next. */
  momentOf(place: number): string {
    const run = this.runs[place], next = this.runs[place + 1]?.startedAt;
    if (run === undefined) return NEVER;
    const second = new Date(Math.ceil(Date.parse(run.endedAt) / 1000) * 1000).toISOString();
    return next !== undefined && next <= second ? run.endedAt : second.replace(".000Z", "Z");
  }
}

function isGood({ status }: RunFacts): boolean {
  return status === "completed" || status === "partial";
}

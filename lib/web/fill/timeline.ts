/**
 * The runs that a page shows, and the run to which a moment belongs. Pure.
 *
 * What a run stored is shown as of the first successful run after it. A run that failed or was interrupted shows
 * nothing. Run 0 is the base of all comparisons: everything that the vault held by then counts as found by run 0.
 *
 * @module
 */
import type { RunFacts } from "../../vault/run_facts.ts";

/** Selects the runs to show. */
export interface TimelineOptions {
  /** ISO 8601 UTC. Shows runs from this time on and the run before it; by default, all runs. */
  since?: string | undefined;
  /** ISO 8601 UTC. Shows the vault in its state at this time. */
  at?: string | undefined;
  /** The maximum number of runs; the newest are shown. */
  most: number;
}

/** A time before any other time. */
const NEVER = "";

/** The runs of a page, the oldest first. */
export class Timeline {
  /** The positions of successful runs, and when they ended. */
  private readonly good: readonly { place: number; end: string }[];

  private constructor(
    readonly runs: readonly RunFacts[],
    /** The requested moment, ISO 8601 UTC; later data is not shown. Null for no limit. */
    readonly moment: string | null,
  ) {
    const done = runs.flatMap((run, place) => isGood(run) ? [{ place, end: run.endedAt }] : []);
    const last = runs.length - 1, end = runs[last]?.endedAt;
    // A vault that has only interrupted runs shows what they stored.
    this.good = (done.length > 0 || end === undefined ? done : [{ place: last, end }])
      .sort((a, b) => a.end < b.end ? -1 : a.end > b.end ? 1 : a.place - b.place);
  }

  /**
   * Selects the runs to show. `all` contains all runs of a vault, the oldest first. A run that has not ended is not
   * shown.
   */
  static of(all: readonly RunFacts[], { since, at, most }: TimelineOptions): Timeline {
    const shown = all.filter((run) => run.status !== "running" && (at === undefined || run.endedAt <= at));
    const base = since === undefined
      ? 0
      : Math.max(0, shown.findLastIndex((run) => isGood(run) && run.endedAt <= since));
    const runs = shown.slice(Math.max(base, shown.length - most));
    // If run 0 showed nothing, there would be nothing to compare with.
    const first = runs.findIndex(isGood);
    return new Timeline(first > 0 ? runs.slice(first) : runs, at ?? null);
  }

  /** When run 0 ended. Changes up to this time are not shown. */
  get base(): string {
    return this.good[0]?.end ?? NEVER;
  }

  /** When the newest successful run ended. Later data is not shown. */
  get end(): string {
    return this.good.at(-1)?.end ?? NEVER;
  }

  /** The newest successful run; -1 if there is none. */
  get newest(): number {
    return this.good.at(-1)?.place ?? -1;
  }

  /** Returns the run that first shows what was stored at a time (ISO 8601 UTC); -1 if no run shows it yet. */
  runOf(time: string): number {
    let low = 0, high = this.good.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.good[middle]?.end ?? NEVER) < time) low = middle + 1;
      else high = middle;
    }
    return this.good[low]?.place ?? -1;
  }

  /**
   * Returns when the last successful run before `place` ended. Everything that the run at `place` shows was stored
   * after that time.
   */
  startOf(place: number): string {
    return this.good[this.good.findIndex((one) => one.place >= place) - 1]?.end ?? NEVER;
  }

  /** Returns the time by which everything that a run shows was stored. */
  endOf(place: number): string {
    return this.good.findLast((one) => one.place <= place)?.end ?? this.base;
  }

  /** Returns a time, to the second, after a run and before the next run. */
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

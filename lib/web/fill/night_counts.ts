/**
 * Counts how many items each run added, changed and removed, and how many exist after it. Pure.
 *
 * @module
 */
import { CHANGE, type ItemChange } from "../../vault/index/kinds.ts";
import type { Tally } from "../../vault/index/history.ts";
import type { ChangeBlock } from "../data/index.ts";
import type { ChangeKind } from "../data/head.ts";
import type { Timeline } from "./timeline.ts";

/** Returns how a change is listed; null for a change that is not shown. */
export function kindOf(change: ItemChange): ChangeKind | null {
  switch (change) {
    case CHANGE.new:
    case CHANGE.back:
      return "+";
    case CHANGE.edited:
      return "~";
    case CHANGE.trashed:
    case CHANGE.gone:
    case CHANGE.purged:
      return "-";
    case CHANGE.hidden:
      return null;
  }
}

/** The counts of a timeline. */
export interface NightCounts {
  /** Number of added, changed and removed items per run. Zero for run 0, which is the base of all comparisons. */
  changes: [added: number, changed: number, removed: number][];
  /** Number of items in use after each run, by the code of the type. */
  inUse: Map<number, number[]>;
}

/** Counts the changes that the runs of a timeline show. */
export function nightCounts(timeline: Timeline, tallies: Iterable<Tally>): NightCounts {
  const { length } = timeline.runs;
  const changes = Array.from({ length }, (): [number, number, number] => [0, 0, 0]);
  const inUse = new Map<number, number[]>();
  for (const { at, type, change, count } of tallies) {
    const run = at <= timeline.base ? 0 : timeline.runOf(at), kind = kindOf(change);
    if (run < 0 || kind === null) continue;
    const night = changes[run];
    if (run > 0 && night !== undefined) {
      night["+~-".indexOf(kind)] = (night["+~-".indexOf(kind)] ?? 0) + count;
    }
    const delta = kind === "+" ? count : change === CHANGE.trashed || change === CHANGE.gone ? -count : 0;
    let counts = inUse.get(type);
    if (counts === undefined) inUse.set(type, counts = new Array<number>(length).fill(0));
    counts[run] = (counts[run] ?? 0) + delta;
  }
  for (const counts of inUse.values()) {
    for (let run = 1; run < length; run++) counts[run] = (counts[run] ?? 0) + (counts[run - 1] ?? 0);
  }
  return { changes, inUse };
}

/** Groups the runs into blocks of about `most` changes. */
export function changeBlocks({ changes }: Pick<NightCounts, "changes">, most: number): ChangeBlock[] {
  const blocks: ChangeBlock[] = [];
  for (const [run, counts] of changes.entries()) {
    const n = counts[0] + counts[1] + counts[2], last = blocks.at(-1);
    if (last !== undefined && last.n + n <= most) {
      last.to = run;
      last.n += n;
    } else blocks.push({ from: run, to: run, n });
  }
  return blocks;
}

/**
 * The changes between two runs, one entry per item. Pure.
 *
 * @module
 */
import type { ChangeKind } from "../data/head.ts";
import { type Changes, kindAt } from "../data/index.ts";
import type { Archive } from "./archive.ts";

/** An item that differs between the states after `from` and after `to`. */
export interface NetChange {
  i: number;
  k: ChangeKind;
  /** Who edited it last: an item, or -1. */
  by: number;
  /** The last run that found a change. */
  r: number;
  /** The last change, in words. */
  s: string;
  /** Number of changes. */
  times: number;
  /** The largest number of differences in one change. */
  weight: number;
}

/** The runs after `from` up to `to`. */
export interface Span {
  from: number;
  to: number;
}

/** Returns the changes of a span. `blocks` must cover the span. */
export function netChanges(archive: Archive, blocks: readonly Changes[], { from, to }: Span): NetChange[] {
  const found = new Map<number, NetChange>();
  for (const block of blocks) {
    block.i.forEach((i, at) => {
      const r = block.r[at] ?? 0;
      if (r <= from || r > to) return;
      const by = block.by[at] ?? -1, s = block.s[at] ?? "", weight = block.n[at] ?? 0, known = found.get(i);
      if (known === undefined) found.set(i, { i, k: kindAt(block, at), by, r, s, times: 1, weight });
      else {
        known.times++;
        known.weight = Math.max(known.weight, weight);
        if (r >= known.r) Object.assign(known, { r, s, by: by < 0 ? known.by : by });
      }
    });
  }
  const net: NetChange[] = [];
  for (const one of found.values()) {
    const k = kindBetween(archive, one.i, { from, to });
    if (k !== null) net.push({ ...one, k });
  }
  return net;
}

/**
 * Returns the kind of an item's change; null if the item was in use neither before nor after, and was not removed from
 * the trash.
 */
export function kindBetween(archive: Archive, i: number, { from, to }: Span): ChangeKind | null {
  const before = archive.standing(i, from), after = archive.standing(i, to);
  if (before === "live") return after === "live" ? "~" : "-";
  if (after === "live") return "+";
  return before === "trash" && after === "gone" ? "-" : null;
}

/** Counts the added, changed and removed items. */
export function tally(changes: readonly { k: ChangeKind }[]): [number, number, number] {
  const count = (kind: ChangeKind): number => changes.reduce((sum, { k }) => sum + (k === kind ? 1 : 0), 0);
  return [count("+"), count("~"), count("-")];
}

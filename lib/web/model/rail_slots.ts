/**
 * The bars of the time rail: one bar per run if there is room, otherwise one bar for several runs. Pure.
 *
 * @module
 */
import type { Run } from "../data/head.ts";
import { isBackup } from "./verdict.ts";

/** A bar. */
export interface Slot {
  /** The first and the last run of the bar. */
  from: number;
  to: number;
  n: [added: number, changed: number, removed: number];
  /** Whether none of the runs made a backup. */
  isMissing: boolean;
  isHeld: boolean;
}

/** The bars, and the number of empty bars before them, so that a few bars do not fill the width. */
export interface Slots {
  slots: Slot[];
  lead: number;
}

/** Returns at most `most` bars, with room for at least `least`. */
export function slotsOf(runs: readonly Run[], { most = 120, least = 30 } = {}): Slots {
  const count = Math.min(most, runs.length);
  const slots = Array.from({ length: count }, (_, place): Slot => {
    const from = Math.floor(place * runs.length / count);
    const to = Math.floor((place + 1) * runs.length / count) - 1;
    const inside = runs.slice(from, to + 1);
    const sum = (kind: 0 | 1 | 2): number => inside.reduce((total, { n }) => total + n[kind], 0);
    return {
      from,
      to,
      n: [sum(0), sum(1), sum(2)],
      isMissing: !inside.some(isBackup),
      isHeld: inside.some(({ held }) => (held ?? 0) > 0),
    };
  });
  return { slots, lead: Math.max(0, least - count) };
}

/** Returns the center of a run's bar, in percent of the width. */
export function placeOfRun({ slots, lead }: Slots, run: number): number {
  const at = Math.max(0, slots.findIndex(({ to }) => to >= run));
  return (lead + at + 0.5) / (lead + slots.length) * 100;
}

/** Returns the run at a share (0 to 1) of the width. */
export function runAtPlace({ slots, lead }: Slots, share: number): number {
  const at = Math.floor(share * (lead + slots.length)) - lead;
  return slots[Math.max(0, Math.min(slots.length - 1, at))]?.to ?? 0;
}

/**
 * Which backup a version is restored from. Pure.
 *
 * @module
 */
import type { Version } from "../data/card.ts";
import type { Archive } from "./archive.ts";

/** The place of the version that a run left. */
export function placeAt(versions: readonly Version[], run: number): number {
  return Math.max(0, versions.findLastIndex(({ r }) => r <= run));
}

/** The last run whose state has a version in use, which `--at` names; where it was never in use, its first run. */
export function runOfVersion(
  a: Archive,
  { i, versions, place }: { i: number; versions: readonly Version[]; place: number },
): number {
  const end = place === versions.length - 1 ? a.last : (versions[place + 1]?.r ?? a.last + 1) - 1;
  return Math.max(versions[place]?.r ?? 0, Math.min(a.lastLive(i, end), end));
}

/**
 * The run that `--at` names to restore the state after a run; null where a restore needs none: the state is the newest one,
 * or the item is in the trash since then, and a restore takes its last version before the trash.
 */
export function restoredRun(a: Archive, i: number, run: number): number | null {
  const standing = a.standing(i, a.last);
  if (run === a.last || (standing === "trash" && run >= a.since(i, a.last))) return null;
  // Deleted from the trash: what was in use is created again.
  const live = standing === "gone" && a.standing(i, run) === "trash" ? a.lastLive(i, run) : -1;
  return live >= 0 ? live : run;
}

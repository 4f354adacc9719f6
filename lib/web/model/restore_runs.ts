/**
 * Determines the backup from which a version is restored. Pure.
 *
 * @module
 */
import type { Version } from "../data/card.ts";
import type { Archive } from "./archive.ts";

/** Returns the position of the version that was current after a run. */
export function placeAt(versions: readonly Version[], run: number): number {
  return Math.max(0, versions.findLastIndex(({ r }) => r <= run));
}

/**
 * Returns the last run after which a version was current and in use, as a value for `--at`. If the version was never in
 * use, returns its first run.
 */
export function runOfVersion(
  a: Archive,
  { i, versions, place }: { i: number; versions: readonly Version[]; place: number },
): number {
  const end = place === versions.length - 1 ? a.last : (versions[place + 1]?.r ?? a.last + 1) - 1;
  return Math.max(versions[place]?.r ?? 0, Math.min(a.lastLive(i, end), end));
}

/**
 * Returns the run for `--at` that restores the state after a run. Returns null if `--at` is not necessary: the state is
 * the newest one, or the item has been in the trash since then, in which case a restore takes its last version before
 * the trash.
 */
export function restoredRun(a: Archive, i: number, run: number): number | null {
  const standing = a.standing(i, a.last);
  if (run === a.last || (standing === "trash" && run >= a.since(i, a.last))) return null;
  // An item that was deleted from the trash is created again in its last state in use.
  const live = standing === "gone" && a.standing(i, run) === "trash" ? a.lastLive(i, run) : -1;
  return live >= 0 ? live : run;
}

/**
 * The changes of an item that runs saw, one version after the other. Pure.
 *
 * @module
 */
import type { Version } from "../vault/versions.ts";

/** One change. Times are ISO 8601 UTC. */
export interface Transition {
  /** When the previous version began; null if there was none. */
  from: string | null;
  /** When the version after began; null where the item was gone. */
  to: string | null;
  /** When a run saw it. */
  seen: string;
}

/**
 * The changes of an item within a span, the newest first; `versions` are all of the item, the newest first. One that was
 * gone and came back is compared with what it was.
 */
export function transitionsOf(
  versions: readonly Version[],
  { from, to }: { from: string; to: string },
): Transition[] {
  const found = versions.flatMap((version, i): Transition[] => {
    const { validFrom, validTo, gone } = version;
    const came = { from: versions[i + 1]?.validFrom ?? null, to: validFrom, seen: validFrom };
    return gone && validTo !== null ? [{ from: validFrom, to: null, seen: validTo }, came] : [came];
  });
  return found.filter(({ seen }) => seen > from && seen <= to);
}

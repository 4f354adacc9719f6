/**
 * The changes of an item that runs have seen, derived from its versions. Pure.
 *
 * @module
 */
import type { Version } from "../vault/versions.ts";

/** One change. Times are ISO 8601 UTC. */
export interface Transition {
  /** The start of the previous version; null if there is none. */
  from: string | null;
  /** The start of the next version; null if the item was deleted. */
  to: string | null;
  /** When a run saw the change. */
  seen: string;
}

/**
 * Returns the changes of an item in a time span, the newest first. `versions` are all versions of the item, the newest
 * first. An item that was deleted and exists again is compared with its version before the deletion.
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

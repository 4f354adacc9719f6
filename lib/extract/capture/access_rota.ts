/**
 * Selects the folders whose access lists an incremental run reads although they have not changed. Looker has no date
 * for an edit of an access list, and a call for each parent folder every night would be most of the calls. Pure.
 *
 * @module
 */

/** Within so many incremental runs every access list is read. */
export const ACCESS_RUNS = 30;
/** A run reads the lists below at least so many parents: those of most instances, every time. */
const LEAST = 50;

/** How many parents are read a run; for tests. */
export interface Rota {
  runs?: number;
  least?: number;
}

/**
 * The parents whose turn it is, of `resting` ones: those that were read longest ago, or never. `all` counts those too that
 * are read anyway; `readAt` tells when one was read (ISO 8601 UTC).
 */
export function dueParents(
  resting: readonly string[],
  { all, readAt, runs = ACCESS_RUNS, least = LEAST }: {
    all: number;
    readAt: ReadonlyMap<string, string>;
  } & Rota,
): Set<string> {
  const oldest = resting.toSorted((a, b) => {
    const [one, other] = [readAt.get(a) ?? "", readAt.get(b) ?? ""];
    return one < other ? -1 : one > other ? 1 : 0;
  });
  return new Set(oldest.slice(0, Math.max(least, Math.ceil(all / runs))));
}

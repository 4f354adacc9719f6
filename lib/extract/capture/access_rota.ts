/**
 * Selects the folders whose access lists an incremental run reads although they have not changed. Looker has no date
 * for an edit of an access list, and requesting the lists below every parent folder each night would be most of the
 * requests. Pure.
 *
 * @module
 */

/** Every access list is read within this many incremental runs. */
export const ACCESS_RUNS = 30;
/** A run reads the lists below at least this many parents. For most instances, these are all of them. */
const LEAST = 50;

/** Limits on the parents that a run reads; for tests. */
export interface Rota {
  runs?: number;
  least?: number;
}

/**
 * Returns the parents whose turn it is, out of the unchanged `resting` ones: those that were read longest ago, or
 * never. `all` is the number of all parents, and `readAt` contains when each was last read (ISO 8601 UTC).
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

/**
 * The maximum number of items of a listing. A listing with more items counts as endless.
 *
 * @module
 */
import { EndlessGuard } from "../looker/endless.ts";

/** The maximum number of items of a listing by what is in memory: their bodies, a few fields, or only their ids. */
const MOST = { bodies: 20_000, rows: 100_000, ids: 1_000_000 };
/** A listing that was truncated may contain this many times the items of its first response. */
const TIMES_FIRST = 100;
/** The `--max-memory`, in megabytes, to which the limits apply. They grow with it. */
const MEMORY_MB = 256;

/** The maximum number of items of a listing, by what is kept of each item. */
export type MostItems = Readonly<typeof MOST>;

/** What is known about a listing before it is read. */
export interface EndlessOptions {
  operation: string;
  /** What is kept of each item in memory. */
  kept: keyof typeof MOST;
  /** The number of items in the first response or in a census. */
  first?: number;
}

/** Returns the guard for one pass through a listing. */
export function endlessGuard(
  { options: { maxMemoryMb = MEMORY_MB, mostItems = MOST } }: {
    options: { maxMemoryMb?: number; mostItems?: MostItems };
  },
  { operation, kept, first = 0 }: EndlessOptions,
): EndlessGuard {
  const most = Math.ceil(
    Math.max(mostItems[kept] * Math.max(1, maxMemoryMb / MEMORY_MB), first * TIMES_FIRST),
  );
  return new EndlessGuard({ operation, most });
}

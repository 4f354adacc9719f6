/**
 * The maximum number of items of a listing, above which it counts as endless.
 *
 * @module
 */
import { EndlessGuard } from "../looker/endless.ts";

/** Items of a listing: with their bodies in memory, with a few fields, and with nothing but their ids. */
const MOST = { bodies: 20_000, rows: 100_000, ids: 1_000_000 };
/** A listing that was cut short may hold so many times what its first answer held. */
const TIMES_FIRST = 100;
/** For which `--max-memory`, megabytes, the bounds hold: they grow with it. */
const MEMORY_MB = 256;

/** Items of a listing at most, by what is kept of each. */
export type MostItems = Readonly<typeof MOST>;

/** What is known of a listing before it is read. */
export interface EndlessOptions {
  operation: string;
  /** What is kept of each item. */
  kept: keyof typeof MOST;
  /** How many items the first answer, or a census, named. */
  first?: number;
}

/** The guard of one walk through a listing. */
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

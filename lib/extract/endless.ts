/**
 * The number of items that a listing can have before the run checks that it has an end, and before the run stops it.
 *
 * @module
 */
import { EndlessGuard } from "../looker/endless.ts";

/**
 * How many items a listing can have before the run checks that it has an end: items whose bodies are kept in memory, rows
 * of a few fields, and ids alone.
 */
const MANY = { bodies: 20_000, rows: 100_000, ids: 200_000 };
/** A listing that has an end can have this many times more. */
const TIMES_MANY = 20;
/** A listing whose first response was truncated can have this many times the items of that response. */
const TIMES_FIRST = 100;
/** The `--max-memory`, in megabytes, for which the limits apply. They grow with it. */
const MEMORY_MB = 256;

/** The number of items from which a listing is checked, by what is kept of each item. */
export type ManyItems = Readonly<typeof MANY>;

/** What is known about a listing before it is read. */
export interface EndlessOptions {
  operation: string;
  /** What is kept of each item. */
  kept: keyof typeof MANY;
  /** The number of items in the first response or in a census. */
  first?: number;
}

/** Options of a run that set its limits. */
interface LimitOptions {
  maxMemoryMb?: number;
  manyItems?: ManyItems;
  mostKept?: number;
}

/** Returns a guard for one pass through a listing. */
export function endlessGuard(
  { options: { maxMemoryMb = MEMORY_MB, manyItems = MANY } }: { options: LimitOptions },
  { operation, kept, first = 0 }: EndlessOptions,
): EndlessGuard {
  const many = Math.ceil(
    Math.max(manyItems[kept] * Math.max(1, maxMemoryMb / MEMORY_MB), first * TIMES_FIRST),
  );
  return new EndlessGuard({ operation, many, most: many * TIMES_MANY });
}

/** How many bytes the bodies of a listing can take in memory: half of `--max-memory`. */
export function mostKept({ options }: { options: LimitOptions }): number {
  return options.mostKept ?? Math.max(options.maxMemoryMb ?? 0, MEMORY_MB) * 1_000_000 / 2;
}

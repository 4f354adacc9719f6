/**
 * The maximum size of a body. Everything that lookervault stores is within these limits. A body outside them is
 * damaged, and is decoded only as far as needed to detect that.
 *
 * @module
 */

/** The longest MessagePack of a body, bytes. Looker's largest are some 10 MB. */
export const MAX_BODY = 64 * 1024 * 1024;

/**
 * The longest MessagePack of a body that is captured, bytes: a run has several copies of it in memory. Older vaults may
 * hold longer ones, which are read.
 */
export const MAX_CAPTURED = 24 * 1024 * 1024;

/** The maximum number of values in a body, nested ones included. Each takes about 100 bytes of memory. */
export const MAX_VALUES = 4_000_000;

/** How many times longer than its compression a body may be. JSON of Looker comes to 5 to 50. */
export const MAX_RATIO = 1000;

/** A body up to this long may come of any compression, bytes. */
const SMALL = 64 * 1024;

/** Whether a body of `size` bytes may have come of `stored` bytes of zstd. */
export function mayUnpack(size: number, stored: number): boolean {
  return size <= SMALL || size <= stored * MAX_RATIO;
}

/** Whether this can be the length of a body's MessagePack. */
export function isBodySize(size: unknown): size is number {
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && size <= MAX_BODY;
}

/** The largest window of ours: what a frame may have a decoder remember, as a power of two (16 MB; level 6 uses 2 MB). */
export const WINDOW_LOG = 24;

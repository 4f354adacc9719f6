/**
 * The size limits of a body. Everything that lookervault stores is within these limits. A body outside them is damaged,
 * and is decoded only as far as needed to detect that.
 *
 * @module
 */

/** The maximum length of a body's MessagePack, in bytes. The largest bodies of Looker have about 10 MB. */
export const MAX_BODY = 64 * 1024 * 1024;

/**
 * The maximum length of the MessagePack of a body that a run stores, in bytes. This limit is lower, because a run has
 * several copies of a body in memory. Older vaults may contain longer bodies, which are still read.
 */
export const MAX_CAPTURED = 24 * 1024 * 1024;

/** The maximum number of values in a body, nested ones included. Each value takes about 100 bytes of memory. */
export const MAX_VALUES = 4_000_000;

/** The maximum ratio of a body's length to its compressed length. For JSON of Looker, the ratio is 5 to 50. */
export const MAX_RATIO = 1000;

/** The length up to which the ratio is not checked, in bytes. */
const SMALL = 64 * 1024;

/** Whether `stored` bytes of zstd may contain a body of `size` bytes. */
export function mayUnpack(size: number, stored: number): boolean {
  return size <= SMALL || size <= stored * MAX_RATIO;
}

/** Whether `size` is a valid length of a body's MessagePack. */
export function isBodySize(size: unknown): size is number {
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && size <= MAX_BODY;
}

/** The largest window that a decoder must support, as a power of two: 16 MB. Level 6 uses 2 MB. */
export const WINDOW_LOG = 24;

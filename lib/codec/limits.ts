/**
 * How large a body may be. What is stored keeps within these bounds, so that what does not was not stored by lookervault:
 * it is damaged, and nothing of it is decoded.
 *
 * @module
 */

/** The longest MessagePack of a body, bytes. Looker's largest are some 10 MB. */
export const MAX_BODY = 128 * 1024 * 1024;

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
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 1 && size <= MAX_BODY;
}

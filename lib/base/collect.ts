/**
 * Memory that the engine does not count.
 *
 * @module
 */

/** Bytes that make the engine look; nobody touches them, so that they take no memory. */
const ENOUGH = 64 * 1024 * 1024;

/**
 * Has the engine look soon for what nobody needs any more. What `node:crypto` holds for each digest is outside of its heap
 * and not counted, some 150 bytes: after 300,000 of them it is 45 MB, and nothing tells the engine that it would be worth
 * looking. A buffer is counted.
 */
export function collectSoon(): void {
  try {
    void new ArrayBuffer(ENOUGH);
  } catch (error) {
    // There is no room for it: then the engine has looked already.
    if (!(error instanceof RangeError)) throw error;
  }
}

/**
 * Lists of 32-bit integers that grow. Pure.
 *
 * @module
 */

/** A list that takes four bytes per number, where an array of arrays takes a hundred. */
export class IntList {
  private held = new Int32Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** Returns the number at a position; 0 beyond the end. */
  at(place: number): number {
    return place < this.size ? this.held[place] ?? 0 : 0;
  }

  push(value: number): void {
    if (this.size === this.held.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.held);
      this.held = larger;
    }
    this.held[this.size++] = value;
  }

  /** The current numbers. */
  get values(): Int32Array {
    return this.held.subarray(0, this.size);
  }

  /** Removes all numbers. */
  clear(): void {
    this.size = 0;
  }
}

/** The number of entries in one array of a {@linkcode LongIntList}. */
const CHUNK = 1 << 16;

/** A list of millions of 32-bit integers. It is never copied to grow, and is read from its beginning. */
export class LongIntList {
  private readonly chunks: Int32Array[] = [];
  private size = 0;

  get length(): number {
    return this.size;
  }

  push(value: number): void {
    const at = this.size++ % CHUNK;
    if (at === 0) this.chunks.push(new Int32Array(CHUNK));
    const chunk = this.chunks.at(-1);
    if (chunk !== undefined) chunk[at] = value;
  }

  /** Removes all numbers, and frees their memory. */
  clear(): void {
    this.chunks.length = 0;
    this.size = 0;
  }

  /** Returns the number at a position; 0 beyond the end. */
  at(place: number): number {
    return place < this.size ? this.chunks[Math.floor(place / CHUNK)]?.[place % CHUNK] ?? 0 : 0;
  }
}

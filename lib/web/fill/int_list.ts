/**
 * A list of 32-bit integers that grows. Pure.
 *
 * @module
 */

/** Four bytes a number, where an array of arrays takes a hundred. */
export class IntList {
  private held = new Int32Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** The number at a place; 0 beyond the end. */
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

  /** The numbers, as they are now. */
  get values(): Int32Array {
    return this.held.subarray(0, this.size);
  }

  /** Takes all numbers out. */
  clear(): void {
    this.size = 0;
  }
}

/**
 * A list of 32-bit integers that grows. Pure.
 *
 * @module
 */

/** Four bytes a number, where an array of arrays takes a hundred. */
export class IntList {
  private values = new Int32Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** The number at a place; 0 beyond the end. */
  at(place: number): number {
    return place < this.size ? this.values[place] ?? 0 : 0;
  }

  push(value: number): void {
    if (this.size === this.values.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.size++] = value;
  }

  /** The numbers from a place to another, as they are now. */
  slice(from: number, to: number): Int32Array {
    return this.values.subarray(from, Math.min(to, this.size));
  }
}

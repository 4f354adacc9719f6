/** Seeded randomness: the same seed gives the same instance. @module */

/** A small generator (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** A well-mixed 32-bit number for a pair: the same for the same pair. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 13), 0x45d9f3b);
  return (h ^ (h >>> 16)) >>> 0;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An opaque id as Looker gives queries, such as `6kkNO8mtdxYKiUZSfZEJra`: unique per number below 2^31. */
export function opaqueId(seed: number, number: number): string {
  let id = "";
  for (let word = 0; word < 4; word++) {
    let h = word === 3 ? number : mix(seed * 31 + word, number);
    for (let digit = 0; digit < (word === 3 ? 6 : word === 0 ? 6 : 5); digit++) {
      id += ALPHABET[h % 62];
      h = Math.floor(h / 62);
    }
  }
  return id;
}

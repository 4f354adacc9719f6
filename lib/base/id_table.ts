/**
 * Collections of ids that take a few bytes for each id. Looker's ids are mostly small integers as text, which a `Map` or
 * `Set` of texts stores in a hundred bytes each.
 *
 * @module
 */

/** Integers below this are stored as numbers, all other ids as text. */
const NUMBERS = 2 ** 31;

/** Returns the integer that an id is the shortest text of; -1 for any other id. */
function numberOf(id: string): number {
  const { length } = id;
  if (length === 0 || length > 10) return -1;
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9 || (digit === 0 && i === 0 && length > 1)) return -1;
    number = number * 10 + digit;
  }
  return number < NUMBERS ? number : -1;
}

/** A list of ids. */
export class IdList {
  /** Numbers as they are. `NUMBERS` and more is the place of a text in `texts`. */
  private entries = new Uint32Array(16);
  private readonly texts: string[] = [];
  length = 0;

  push(id: string): void {
    if (this.length === this.entries.length) this.entries = larger(this.entries);
    const number = numberOf(id);
    this.entries[this.length++] = number >= 0 ? number : NUMBERS + this.texts.push(id) - 1;
  }

  /** Returns the id at a position; undefined beyond the end. */
  at(index: number): string | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const entry = this.entries[index] as number;
    return entry < NUMBERS ? String(entry) : this.texts[entry - NUMBERS];
  }
}

/** A map from ids to integers from 1 to 2^32 - 1. */
export class IdTable {
  /** The ids that are numbers, in the order in which they were added, and their values: 0 if an id was removed. */
  private numbers = new Uint32Array(16);
  private values = new Uint32Array(16);
  private count = 0;
  /** An open hash table: one more than the position in `numbers`; 0 for a free slot. */
  private slots = new Uint32Array(32);
  private readonly texts = new Map<string, number>();
  size = 0;

  get(id: string): number | undefined {
    const number = numberOf(id);
    if (number < 0) return this.texts.get(id);
    const place = this.slots[this.slotOf(number)] as number;
    return place === 0 ? undefined : (this.values[place - 1] as number) || undefined;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  set(id: string, value: number): void {
    if (!(value >= 1 && value < 2 ** 32)) {
      throw new RangeError(`Cannot store ${value}: it is not a positive 32-bit number`);
    }
    const number = numberOf(id);
    if (number < 0) {
      if (!this.texts.has(id)) this.size++;
      this.texts.set(id, value);
      return;
    }
    const slot = this.slotOf(number), place = this.slots[slot] as number;
    if (place > 0) {
      if (this.values[place - 1] === 0) this.size++;
      this.values[place - 1] = value;
      return;
    }
    if (this.count === this.numbers.length) this.grow();
    this.numbers[this.count] = number;
    this.values[this.count] = value;
    this.slots[this.slotOf(number)] = ++this.count;
    this.size++;
  }

  delete(id: string): void {
    const number = numberOf(id);
    if (number < 0) {
      if (this.texts.delete(id)) this.size--;
      return;
    }
    const place = this.slots[this.slotOf(number)] as number;
    if (place === 0 || this.values[place - 1] === 0) return;
    this.values[place - 1] = 0;
    this.size--;
  }

  /** Yields the ids with a value: numbers in the order in which they were first added, then texts. */
  *withValue(value: number): Generator<string> {
    for (let i = 0; i < this.count; i++) if (this.values[i] === value) yield String(this.numbers[i]);
    for (const [id, own] of this.texts) if (own === value) yield id;
  }

  /** Returns the slot of a number, or the free slot where it belongs. */
  private slotOf(number: number): number {
    const { slots, numbers } = this, mask = slots.length - 1;
    let slot = mixed(number) & mask;
    for (let place = slots[slot] as number; place !== 0; place = slots[slot] as number) {
      if (numbers[place - 1] === number) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    this.numbers = larger(this.numbers);
    this.values = larger(this.values);
    // Half of the slots are free at any time.
    this.slots = new Uint32Array(this.numbers.length * 2);
    for (let i = 0; i < this.count; i++) this.slots[this.slotOf(this.numbers[i] as number)] = i + 1;
  }
}

/** A set of ids. */
export class IdSet {
  private readonly table = new IdTable();

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  get size(): number {
    return this.table.size;
  }

  has(id: string): boolean {
    return this.table.has(id);
  }

  add(id: string): void {
    this.table.set(id, 1);
  }
}

/** Chosen by each process, so that no server can choose ids that all fall into the same slots. */
const SEED = crypto.getRandomValues(new Uint32Array(1))[0] as number;

/** Spreads a number over 32 bits: the final step of MurmurHash3, which maps different numbers to different results. */
function mixed(number: number): number {
  let bits = number ^ SEED;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function larger(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(numbers.length * 2);
  grown.set(numbers);
  return grown;
}

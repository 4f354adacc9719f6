/**
 * Sets of numbers that items have, with their history: what queries use, which items refer to others, and addresses.
 * Each posting is processed once, even for a million versions.
 *
 * @module
 */
import { IntList, LongIntList } from "./int_list.ts";
import type { Items } from "./items.ts";

/** The maximum number of runs of a page. */
const MOST_RUNS = 32_767;

/** Sets of numbers. The numbers are added one after the other, each with all docs that have it. */
export class TimedSets {
  /** The items whose newest version has a number, grouped by number. */
  private readonly holders = new LongIntList();
  private readonly numbers = new IntList();
  private readonly ends = new IntList();
  /** Positions in `docs` where a version gains a number (in `changed`), or loses it (as `-1 - number`). */
  private readonly at = new IntList();
  private readonly changed = new IntList();
  private room = new Int32Array(4096);

  constructor(private readonly items: Items) {}

  /** Adds a number with the docs that have it, in any order and possibly repeated. */
  add(number: number, docs: Int32Array): void {
    const { placeOf, itemOf, starts, docs: shown } = this.items;
    const places = this.scratch(docs.length);
    for (let n = 0; n < docs.length; n++) places[n] = placeOf[docs[n] ?? 0] ?? -1;
    places.sort();
    const itemAt = (place: number): number => itemOf[shown[place] ?? 0] ?? -1;
    let last = -1, item = -1;
    const end = (): void => {
      if (last < 0) return;
      if (last + 1 === starts[item + 1]) this.holders.push(item);
      else this.change(last + 1, -1 - number);
    };
    for (const place of places) {
      if (place < 0 || place === last) continue;
      const now = place === last + 1 && place < (starts[item + 1] ?? 0) ? item : itemAt(place);
      if (now !== item || place !== last + 1) {
        end();
        if (place !== starts[now]) this.change(place, number);
      }
      last = place;
      item = now;
    }
    end();
    this.numbers.push(number);
    this.ends.push(this.holders.length);
  }

  /** Returns a reusable buffer. A new buffer for each of thousands of terms would fill the memory. */
  private scratch(length: number): Int32Array {
    if (this.room.length < length) this.room = new Int32Array(2 * length);
    return this.room.subarray(0, length);
  }

  private change(place: number, number: number): void {
    this.at.push(place);
    this.changed.push(number);
  }

  /** Returns the numbers of the newest version of each item, in the order in which they were added. */
  now(): (item: number) => Int32Array {
    const { holders, numbers, ends } = this, { count } = this.items;
    const starts = new Int32Array(count + 1), { length } = holders;
    for (let at = 0; at < length; at++) {
      const item = holders.at(at);
      starts[item + 1] = (starts[item + 1] ?? 0) + 1;
    }
    for (let item = 0; item < count; item++) starts[item + 1] = (starts[item + 1] ?? 0) + (starts[item] ?? 0);
    const sorted = new Int32Array(length), next = starts.slice(0, count);
    for (let n = 0, at = 0; n < numbers.length; n++) {
      for (const number = numbers.at(n), end = ends.at(n); at < end; at++) {
        const item = holders.at(at), place = next[item] ?? 0;
        sorted[place] = number;
        next[item] = place + 1;
      }
    }
    return (item) => sorted.subarray(starts[item] ?? 0, starts[item + 1] ?? 0);
  }

  /** Yields what each run changed, in the order of runs. */
  *events(): Generator<TimedEvent> {
    const { docs, runs, itemOf } = this.items, at = this.at.values, changed = this.changed.values;
    // Sorts by version first, then by run. Both sorts keep the order of equal entries.
    const byPlace = sortedBy(at, docs.length), runOf = byPlace.map((n) => runs[at[n] ?? 0] ?? 0);
    const order = sortedBy(runOf, MOST_RUNS);
    for (let n = 0; n < order.length;) {
      const place = at[byPlace[order[n] ?? 0] ?? 0] ?? 0, add: number[] = [], del: number[] = [];
      for (; n < order.length; n++) {
        const one = byPlace[order[n] ?? 0] ?? 0, number = changed[one] ?? 0;
        if (at[one] !== place) break;
        if (number >= 0) add.push(number);
        else del.push(-1 - number);
      }
      yield { item: itemOf[docs[place] ?? 0] ?? -1, run: runs[place] ?? 0, add, del };
    }
  }
}

/** What a run changed in the set of an item. */
export interface TimedEvent {
  item: number;
  run: number;
  add: number[];
  del: number[];
}

/** Returns the positions of numbers between 0 and `most`, sorted by number. The sort is stable. */
function sortedBy(numbers: Int32Array, most: number): Int32Array {
  const next = new Int32Array(most + 2), order = new Int32Array(numbers.length);
  for (const number of numbers) next[number + 1] = (next[number + 1] ?? 0) + 1;
  for (let number = 0; number <= most; number++) {
    next[number + 1] = (next[number + 1] ?? 0) + (next[number] ?? 0);
  }
  for (const [place, number] of numbers.entries()) {
    const at = next[number] ?? 0;
    order[at] = place;
    next[number] = at + 1;
  }
  return order;
}

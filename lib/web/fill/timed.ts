/**
 * Sets of numbers that items have, with their history: what queries use, which items refer to others, and addresses.
 * Each posting is processed once, even for a million versions.
 *
 * @module
 */
import { IntList, LongIntList } from "./int_list.ts";
import type { ItemPlaces } from "./items.ts";

/** The maximum number of runs of a page. */
const MOST_RUNS = 32_767;

/** Sets of numbers. The numbers are added one after the other, each with all docs that have it. */
export class TimedSets {
  /** The items whose newest version has a number, grouped by number. */
  private readonly holders = new LongIntList();
  private readonly numbers = new IntList();
  private readonly ends = new IntList();
  /** Places of versions that gain a number (in `changed`), or lose it (as `-1 - number`). */
  private readonly at = new LongIntList();
  private readonly changed = new LongIntList();
  private grouped: GroupedChanges | undefined;
  private room = new Int32Array(4096);

  constructor(private readonly items: ItemPlaces) {}

  /** Adds a number with the docs that have it, in any order and possibly repeated. */
  add(number: number, docs: Int32Array): void {
    const { placeOf, itemAt, starts } = this.items;
    const places = this.scratch(docs.length);
    for (let n = 0; n < docs.length; n++) places[n] = placeOf[docs[n] ?? 0] ?? -1;
    places.sort();
    let last = -1, item = -1;
    const end = (): void => {
      if (last < 0) return;
      if (last + 1 === starts[item + 1]) this.holders.push(item);
      else this.change(last + 1, -1 - number);
    };
    for (const place of places) {
      if (place < 0 || place === last) continue;
      const now = place === last + 1 && place < (starts[item + 1] ?? 0) ? item : itemAt[place] ?? -1;
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

  /**
   * Returns the numbers of the newest version of each item, in the order in which they were added. Can be called one
   * time, because it frees the memory of what it read.
   */
  takeNow(): (item: number) => Int32Array {
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
    holders.clear();
    return (item) => sorted.subarray(starts[item] ?? 0, starts[item + 1] ?? 0);
  }

  /** Yields what each run changed, in the order of runs. No number can be added after the first call. */
  *events(): Generator<TimedEvent> {
    const { runs, itemAt } = this.items, { starts, changed, order } = this.grouped ??= this.group();
    for (const place of order) {
      const add: number[] = [], del: number[] = [];
      for (let n = starts[place] ?? 0; n < (starts[place + 1] ?? 0); n++) {
        const number = changed[n] ?? 0;
        if (number >= 0) add.push(number);
        else del.push(-1 - number);
      }
      yield { item: itemAt[place] ?? -1, run: runs[place] ?? 0, add, del };
    }
  }

  /** Groups the changes by version, and frees the memory of the lists. Equal entries keep their order. */
  private group(): GroupedChanges {
    const { at, changed: all } = this, { length } = at, { runs } = this.items;
    const starts = new Int32Array(runs.length + 2);
    // Counts the changes of a version two positions after it: filling the groups then moves each start to its place.
    for (let n = 0; n < length; n++) {
      const place = at.at(n) + 2;
      starts[place] = (starts[place] ?? 0) + 1;
    }
    for (let place = 2; place < starts.length; place++) {
      starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0);
    }
    const changed = new Int32Array(length);
    for (let n = 0; n < length; n++) {
      const place = at.at(n) + 1, to = starts[place] ?? 0;
      changed[to] = all.at(n);
      starts[place] = to + 1;
    }
    at.clear();
    all.clear();
    const places = new IntList();
    for (let place = 0; place < runs.length; place++) {
      if ((starts[place + 1] ?? 0) > (starts[place] ?? 0)) places.push(place);
    }
    const order = sortedBy(places.values, (place) => runs[place] ?? 0, MOST_RUNS);
    return { starts, changed, order };
  }
}

/** Changes grouped by version: those of the version at `place` are from `starts[place]` to `starts[place + 1]`. */
interface GroupedChanges {
  starts: Int32Array;
  changed: Int32Array;
  /** The places with changes, in the order of runs. */
  order: Int32Array;
}

/** What a run changed in the set of an item. */
export interface TimedEvent {
  item: number;
  run: number;
  add: number[];
  del: number[];
}

/** Returns places sorted by a key from 0 to `most`. The sort is stable. */
function sortedBy(places: Int32Array, keyOf: (place: number) => number, most: number): Int32Array {
  const next = new Int32Array(most + 2), sorted = new Int32Array(places.length);
  for (const place of places) {
    const key = keyOf(place) + 1;
    next[key] = (next[key] ?? 0) + 1;
  }
  for (let key = 0; key <= most; key++) next[key + 1] = (next[key + 1] ?? 0) + (next[key] ?? 0);
  for (const place of places) {
    const key = keyOf(place), at = next[key] ?? 0;
    sorted[at] = place;
    next[key] = at + 1;
  }
  return sorted;
}

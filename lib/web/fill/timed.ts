/**
 * Sets of numbers that items have, as they are and as they were: what the index of a page tells of queries, of items that
 * name others, and of addresses. A million versions go through in pieces.
 *
 * @module
 */
import { IntList } from "./int_list.ts";
import type { Items } from "./items.ts";

/** Goes through all pairs of a doc and a number that it has; a pair may come more than once. */
export type EachPair = (found: (doc: number, value: number) => void) => Promise<void>;

/** Pairs that are held at a time. */
const MOST_PAIRS = 2_000_000;

/** Sets of numbers. */
export interface TimedSets {
  /** Those of an item's newest version, ascending. */
  now(item: number): Int32Array;
  /** What each run changed. */
  events: TimedEvents;
}

/** Reads the sets of all items. */
export async function readTimed(items: Items, each: EachPair): Promise<TimedSets> {
  const { count, itemOf, starts, docs } = items, former = new Int32Array(count), newest = new Groups();
  const lastDoc = Int32Array.from({ length: count }, (_, item) => docs[(starts[item + 1] ?? 0) - 1] ?? -1);
  await each((doc, value) => {
    const item = itemOf[doc] ?? -1;
    if (item < 0) return;
    former[item] = (former[item] ?? 0) + 1;
    if (lastDoc[item] === doc) newest.add(item, value);
  });
  const now = newest.sets(count), events = new TimedEvents();
  const placeOf = new Int32Array(itemOf.length).fill(-1);
  for (let item = 0; item < count; item++) {
    const start = starts[item] ?? 0, end = starts[item + 1] ?? 0;
    for (let at = start; end - start > 1 && at < end; at++) placeOf[docs[at] ?? 0] = at;
  }
  for (const [from, to] of buckets(items, former)) {
    const first = starts[from] ?? 0, last = starts[to] ?? 0, versions = new Groups();
    await each((doc, value) => {
      const place = placeOf[doc] ?? -1;
      if (place >= first && place < last) versions.add(place - first, value);
    });
    const sets = versions.sets(last - first);
    for (let item = from; item < to; item++) addEvents(items, item, (place) => sets(place - first), events);
  }
  return { now, events };
}

/** What each run changed of one item. */
function addEvents(
  { starts, docs, runOf }: Items,
  item: number,
  setAt: (place: number) => Int32Array,
  events: TimedEvents,
): void {
  const start = starts[item] ?? 0, end = starts[item + 1] ?? 0;
  if (end - start < 2) return;
  let before = setAt(start);
  for (let at = start + 1; at < end; at++) {
    const after = setAt(at), add = without(after, before), del = without(before, after);
    if (add.length + del.length > 0) events.add({ item, run: runOf[docs[at] ?? 0] ?? 0, add, del });
    before = after;
  }
}

/** Numbers by the group that they belong to: no list is made a group. */
class Groups {
  private readonly groups = new IntList();
  private readonly values = new IntList();

  add(group: number, value: number): void {
    this.groups.push(group);
    this.values.push(value);
  }

  /** The numbers of each of so many groups, each once and ascending. */
  sets(count: number): (group: number) => Int32Array {
    const { groups, values } = this, { length } = groups, ends = new Int32Array(count + 1);
    for (let at = 0; at < length; at++) {
      const group = groups.at(at);
      ends[group + 1] = (ends[group + 1] ?? 0) + 1;
    }
    for (let group = 0; group < count; group++) ends[group + 1] = (ends[group + 1] ?? 0) + (ends[group] ?? 0);
    const sorted = new Int32Array(length), next = ends.slice(0, count);
    for (let at = 0; at < length; at++) {
      const group = groups.at(at), place = next[group] ?? 0;
      sorted[place] = values.at(at);
      next[group] = place + 1;
    }
    return (group) => asSet(sorted.subarray(ends[group] ?? 0, ends[group + 1] ?? 0));
  }
}

/** Ranges of items with several versions whose pairs fit into memory together. */
function buckets({ count, starts }: Items, pairs: Int32Array): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = 0, held = 0, hasHistory = false;
  for (let item = 0; item < count; item++) {
    if (held > 0 && held + (pairs[item] ?? 0) > MOST_PAIRS) {
      if (hasHistory) ranges.push([from, item]);
      from = item;
      held = 0;
      hasHistory = false;
    }
    hasHistory ||= (starts[item + 1] ?? 0) - (starts[item] ?? 0) > 1;
    held += pairs[item] ?? 0;
  }
  if (hasHistory) ranges.push([from, count]);
  return ranges;
}

/** What runs changed of sets. */
export class TimedEvents {
  private readonly items = new IntList();
  private readonly runs = new IntList();
  /** Where the numbers that were added end, and those that were removed. */
  private readonly added = new IntList();
  private readonly removed = new IntList();
  private readonly values = new IntList();

  get length(): number {
    return this.items.length;
  }

  add({ item, run, add, del }: { item: number; run: number; add: Int32Array; del: Int32Array }): void {
    this.items.push(item);
    this.runs.push(run);
    for (const value of add) this.values.push(value);
    this.added.push(this.values.length);
    for (const value of del) this.values.push(value);
    this.removed.push(this.values.length);
  }

  /** An event. */
  at(place: number): { item: number; run: number; add: Int32Array; del: Int32Array } {
    const start = place === 0 ? 0 : this.removed.at(place - 1), middle = this.added.at(place);
    return {
      item: this.items.at(place),
      run: this.runs.at(place),
      add: this.values.slice(start, middle),
      del: this.values.slice(middle, this.removed.at(place)),
    };
  }

  /** The places of all events, in the order of runs. */
  inOrder(): Int32Array {
    const order = Int32Array.from({ length: this.length }, (_, place) => place);
    return order.sort((a, b) => this.runs.at(a) - this.runs.at(b) || a - b);
  }
}

/** The numbers ascending, each once. Pure. */
export function asSet(values: Int32Array): Int32Array {
  const sorted = values.slice().sort();
  let length = 0;
  for (const value of sorted) if (length === 0 || sorted[length - 1] !== value) sorted[length++] = value;
  return sorted.subarray(0, length);
}

/** The numbers of one set that another lacks; both ascend. Pure. */
export function without(one: Int32Array, other: Int32Array): Int32Array {
  const left = new Int32Array(one.length);
  let length = 0, at = 0;
  for (const value of one) {
    while (at < other.length && (other[at] ?? 0) < value) at++;
    if (other[at] !== value) left[length++] = value;
  }
  return left.subarray(0, length);
}

import { assertEquals } from "@std/assert";
import type { Items } from "../../../lib/web/fill/items.ts";
import { TimedSets } from "../../../lib/web/fill/timed.ts";
import { seeded } from "../../bench/find_vault.ts";

/** Versions of an item: the doc and the run of each, the oldest first. */
type Versions = { doc: number; run: number }[];

function itemsOf(all: readonly Versions[], end: number): Items {
  const docs = all.flat().map(({ doc }) => doc), none = new Int32Array();
  const placeOf = new Int32Array(end).fill(-1);
  docs.forEach((doc, place) => placeOf[doc] = place);
  const starts = [0];
  for (const { length } of all) starts.push((starts.at(-1) ?? 0) + length);
  return {
    count: all.length,
    numbers: { t: none, f: none, o: none, u: none, c: none, v: none },
    id: [],
    n: [],
    placeOf,
    itemAt: Int32Array.from(all.flatMap((versions, item) => versions.map(() => item))),
    runs: Int16Array.from(all.flat(), ({ run }) => run),
    starts: Int32Array.from(starts),
    place: () => -1,
  };
}

/** What is told of some sets, by comparing each version with the one before it. */
function compared(all: readonly Versions[], held: ReadonlyMap<number, ReadonlySet<number>>): string[] {
  const numbers = [...held.keys()],
    of = (doc: number): number[] => numbers.filter((n) => held.get(n)?.has(doc));
  return all.flatMap((versions, item) => {
    const now = versions.at(-1);
    const told = [`${item} now ${now === undefined ? "" : of(now.doc)}`];
    versions.forEach(({ doc, run }, at) => {
      const before = versions[at - 1];
      if (before === undefined) return;
      const one = of(before.doc), other = of(doc);
      const add = other.filter((n) => !one.includes(n)), del = one.filter((n) => !other.includes(n));
      if (add.length + del.length > 0) told.push(`${item} at ${run}: +${add} -${del}`);
    });
    return told;
  }).sort();
}

Deno.test("TimedSets tells what comparing each version with the one before it tells", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed),
      count = 1 + random(6),
      end = 80,
      free = Array.from({ length: end }, (_, doc) => doc);
    const all = Array.from({ length: count }, (): Versions => {
      let run = -1;
      return Array.from({ length: 1 + random(6) }, () => ({
        doc: free.splice(random(free.length), 1)[0] ?? 0,
        run: run += 1 + random(3),
      }));
    });
    const items = itemsOf(all, end),
      sets = new TimedSets(items),
      held = new Map<number, ReadonlySet<number>>();
    for (const number of [7, 3, 12, 0, 31]) {
      // Docs that are not shown hold it too, and some are named twice.
      const docs = Array.from({ length: end }, (_, doc) => doc).filter(() => random(3) > 0);
      held.set(number, new Set(docs));
      sets.add(number, Int32Array.from([...docs.toReversed(), ...docs.slice(0, 3)]));
    }
    const now = sets.takeNow(), events = [...sets.events()];
    const told = [
      ...all.map((_, item) => `${item} now ${[...now(item)]}`),
      ...events.map(({ item, run, add, del }) => `${item} at ${run}: +${add} -${del}`),
    ].sort();
    assertEquals(told, compared(all, held), `seed ${seed}`);
    assertEquals(events.map(({ run }) => run), events.map(({ run }) => run).sort((a, b) => a - b));
  }
});

import { assertEquals, assertThrows } from "@std/assert";
import { IdList, IdSet, IdTable } from "../../lib/base/id_table.ts";

/** Ids at the border between numbers and texts, and texts that resemble numbers. */
const ODD = [
  "0",
  "1",
  "00",
  "01",
  "-1",
  "+1",
  "1.0",
  "1e3",
  " 1",
  "",
  "2147483647",
  "2147483648",
  "4294967295",
  "4294967296",
  "9999999999",
  "99999999999",
  "model::name",
  "١",
  "\0",
  "\ud800",
  "__proto__",
];

Deno.test("IdList keeps every id as it was, in order", () => {
  const list = new IdList(), ids = [...ODD, ...Array.from({ length: 1000 }, (_, i) => `${i * 7}`), ...ODD];
  for (const id of ids) list.push(id);
  assertEquals(list.length, ids.length);
  assertEquals(Array.from({ length: ids.length }, (_, i) => list.at(i)), ids);
  assertEquals([list.at(-1), list.at(ids.length), new IdList().at(0)], [undefined, undefined, undefined]);
});

Deno.test("IdTable behaves as a Map of the same ids", () => {
  const table = new IdTable(), map = new Map<string, number>();
  // A fixed sequence: the linear congruential generator of Numerical Recipes.
  let state = 1;
  const next = (below: number): number => (state = (state * 1664525 + 1013904223) % 2 ** 32) % below;
  for (let step = 0; step < 20_000; step++) {
    const id = next(4) === 0 ? ODD[next(ODD.length)] as string : `${next(3000) * 65_536}`;
    if (next(3) === 0) {
      table.delete(id);
      map.delete(id);
    } else {
      const value = next(9) === 0 ? 2 ** 32 - 1 : 1 + next(4);
      table.set(id, value);
      map.set(id, value);
    }
    assertEquals(table.size, map.size);
    assertEquals(table.get(id), map.get(id));
  }
  for (let i = 0; i < 3000; i++) assertEquals(table.get(`${i * 65_536}`), map.get(`${i * 65_536}`));
  for (const value of [1, 2, 3, 4, 2 ** 32 - 1]) {
    const ids = [...map].flatMap(([id, own]) => own === value ? [id] : []);
    assertEquals([...table.withValue(value)].sort(), ids.sort());
  }
});

Deno.test("IdTable yields numbers in the order in which they were added", () => {
  const table = new IdTable();
  for (const id of ["30", "4", "500", "x", "1"]) table.set(id, 1);
  table.set("500", 2);
  table.delete("4");
  assertEquals([...table.withValue(1)], ["30", "1", "x"]);
  table.set("4", 1);
  assertEquals([...table.withValue(1)], ["30", "4", "1", "x"]);
});

Deno.test("IdTable.set() refuses a value that is not a positive 32-bit number", () => {
  for (const value of [0, 2 ** 32, -1, NaN]) assertThrows(() => new IdTable().set("1", value), RangeError);
});

Deno.test("IdSet counts each id one time", () => {
  const set = new IdSet(["1", "01", "1"]);
  set.add("01");
  set.add("2");
  assertEquals([set.size, set.has("1"), set.has("01"), set.has("3")], [3, true, true, false]);
});

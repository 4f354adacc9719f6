import { assertEquals } from "@std/assert";
import { EndOfList, listingParams } from "../../lib/extract/listing.ts";
import { sortedIds } from "../../lib/extract/parts.ts";
import { withDescendants } from "../../lib/extract/capture/shared_lists.ts";

/** Pages asked in turn: offset, limit, count, total; and after which the list was at its end. */
const LISTS: [what: string, pages: [number, number, number, number | null][], ends: boolean[], at: number][] =
  [
    ["an empty page ends it", [[0, 10, 0, null]], [true], 0],
    ["a full page does not", [[0, 10, 10, null]], [false], -1],
    ["a short first page may be the server's cap", [[0, 100, 30, null]], [false], -1],
    ["a page shorter than another ends it", [[0, 100, 30, null], [30, 100, 7, null]], [false, true], 37],
    ["pages as short as the cap do not", [[0, 100, 30, null], [30, 100, 30, null]], [false, false], -1],
    ["an empty page behind capped ones ends it", [[0, 100, 30, null], [30, 100, 0, null]], [false, true], 30],
    ["a total that is reached ends it", [[0, 10, 10, 10]], [true], 10],
    ["a total ahead goes on though the page is short", [[0, 100, 30, 45]], [false], -1],
    ["a total that shrank ends it", [[0, 10, 10, 25], [10, 10, 10, 19]], [false, true], 20],
    ["the furthest proof counts", [[20, 10, 0, null], [0, 10, 10, 10]], [true, true], 20],
  ];

Deno.test("EndOfList accepts the end only when a page proves it", () => {
  for (const [what, pages, ends, at] of LISTS) {
    const end = new EndOfList();
    assertEquals(
      pages.map(([offset, limit, count, total]) => end.reached({ offset, limit, count, total })),
      ends,
      what,
    );
    assertEquals(end.at, at, what);
  }
});

Deno.test("listingParams() puts the listing's own parameters, its order and the page together", () => {
  const listing = { operation: "search_looks", params: { deleted: true }, sorts: "id" } as const;
  assertEquals<unknown>(listingParams(listing, { limit: 5 }), { deleted: true, sorts: "id", limit: 5 });
  assertEquals<unknown>(listingParams({ operation: "search_alerts", sorts: null }), {});
});

Deno.test("withDescendants() finds all below at any depth; loops end", () => {
  const chain = Array.from(
    { length: 30 },
    (_, n) => ({ id: String(n), parent_id: n === 0 ? null : String(n - 1) }),
  );
  assertEquals(withDescendants(chain, ["10"]).size, 20);
  const loops = [{ id: "1", parent_id: "1" }, { id: "2", parent_id: "3" }, { id: "3", parent_id: "2" }, {
    id: "4",
    parent_id: "2",
  }];
  assertEquals([...withDescendants(loops, ["1"])], ["1"]);
  assertEquals([...withDescendants(loops, ["2"])].sort(), ["2", "3", "4"]);
  assertEquals([...withDescendants([], ["9"])], ["9"]);
});

Deno.test("sortedIds() sorts numbers as numbers, others behind, each once, always the same way", () => {
  const sorted = ["1", "2", "10", "33"];
  for (const ids of [["10", "2", "1", "33"], ["33", "33", "1", "2", "10"]]) {
    assertEquals(sortedIds(ids), sorted);
  }
  const mixed = sortedIds(["b", "10", "a", "2"]);
  for (const ids of [["a", "2", "b", "10"], ["2", "b", "10", "a"], ["10", "a", "2", "b"]]) {
    assertEquals(sortedIds(ids), mixed, ids.join());
  }
});

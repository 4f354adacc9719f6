import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Card, Tile } from "../../../lib/web/data/card.ts";
import { layoutGraph } from "../../../lib/web/model/graph_layout.ts";
import { rowAt, topsOf } from "../../../lib/web/model/places.ts";
import { layoutOf, marksOf, shapeOf, visName } from "../../../lib/web/model/sketch.ts";

function tile(id: string, at: Tile["at"], tab?: string): Tile {
  return { id, title: id, vis: "looker_line", at, ...(tab === undefined ? {} : { tab }) };
}

Deno.test("layoutOf() puts tiles into 24 columns, whatever their places say", () => {
  const wild = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 0, 24, 1e9, NaN, Infinity));
  fc.assert(fc.property(fc.array(fc.tuple(wild, wild, wild, wild), { maxLength: 8 }), (places) => {
    const { tiles, rows } = layoutOf({ title: "", tiles: places.map((at, n) => tile(String(n), at)) });
    assertEquals(tiles.length, places.length);
    for (const { row, column, width, height } of tiles) {
      assert(Number.isInteger(row) && row >= 0 && row <= 1200);
      assert(width >= 1 && column >= 0 && column + width <= 24);
      assert(height >= 1 && height <= 60 && row + height <= rows);
    }
  }));
});

Deno.test("layoutOf() keeps usual places, reads in order, and closes gaps", () => {
  const card: Card = {
    title: "",
    tiles: [tile("b", [3, 12, 12, 7]), tile("a", [0, 0, 24, 3]), tile("c", [5000, 0, 6, 2])],
  };
  assertEquals(
    layoutOf(card).tiles.map((
      { tile: { id }, row, column, width, height },
    ) => [id, row, column, width, height]),
    [
      ["a", 0, 0, 24, 3],
      ["b", 3, 12, 12, 7],
      ["c", 18, 0, 6, 2],
    ],
  );
});

Deno.test("layoutOf() shows a tab, and lost tiles on the first", () => {
  const tabs = [{ id: "1", title: "One" }, { id: "2", title: "Two" }];
  const card: Card = {
    title: "",
    tabs,
    tiles: [
      tile("a", [0, 0, 6, 3], "1"),
      tile("b", [0, 0, 6, 3], "2"),
      tile("c", [3, 0, 6, 3], "9"),
      tile("d", [6, 0, 6, 3]),
    ],
  };
  const ids = (tab?: string): string => layoutOf(card, tab).tiles.map(({ tile: { id } }) => id).join("");
  assertEquals([ids(), ids("1"), ids("2")], ["acd", "acd", "b"]);
});

Deno.test("marksOf() marks both sides; what changed is more than what moved", () => {
  const at: Tile["at"] = [0, 0, 1, 1];
  const [before, after] = marksOf([
    { k: "+", of: "tiles", id: "new", b: tile("new", at), i: 0 },
    { k: "-", of: "tiles", id: "old", a: tile("old", at), i: 0 },
    { k: "part", of: "tiles", id: "x", t: "", p: "title", a: "a", b: "b" },
    { k: "part", of: "tiles", id: "x", t: "", p: "at", a: at, b: at },
    { k: "part", of: "tiles", id: "y", t: "", p: "at", a: at, b: at },
    { k: "part", of: "filters", id: "f", t: "", p: "def", a: "", b: "x" },
    { k: "prop", p: "title", a: "a", b: "b" },
  ]);
  assertEquals(Object.fromEntries(before), { old: "removed", x: "changed", y: "moved" });
  assertEquals(Object.fromEntries(after), { new: "added", x: "changed", y: "moved" });
});

Deno.test("unknown visualizations have a shape and a name too", () => {
  assertEquals(
    ["looker_column", "single_value", "sunburst_custom", "__proto__", "constructor"].map(shapeOf),
    ["column", "single", "other", "other", "other"],
  );
  assertEquals(["looker_column", "looker_grid", "single_value", "sunburst_custom"].map(visName), [
    "column chart",
    "table",
    "single value",
    "sunburst custom",
  ]);
});

Deno.test("rowAt() finds the row at a height", () => {
  const tops = topsOf([10, 20, 30], (row) => row);
  assertEquals([-5, 0, 9, 10, 29, 30, 59, 60, 1e9].map((y) => rowAt(tops, y)), [0, 0, 0, 1, 1, 2, 2, 2, 2]);
  assertEquals(rowAt(topsOf([], 10), 5), 0);
});

Deno.test("layoutGraph() keeps boxes within the width, and omits columns without any", () => {
  const boxes = (...ids: string[]) => ids.map((id) => ({ id, value: id }));
  const { boxes: placed, edges, lanes, height } = layoutGraph([boxes("m"), [], boxes("a", "b", "c")], [
    1,
    9,
    2,
  ], [["m", "a"], ["m", "nowhere"]]);
  assertEquals(lanes.map(({ column }) => column), [0, 2]);
  assert(placed.every(({ x, width, y }) => x >= 0 && x + width <= 100.001 && y >= 0 && y < height));
  assertEquals(edges.map(({ from, to }) => [from, to]), [["m", "a"]]);
});

import { assert, assertEquals } from "@std/assert";
import type { Sketch, SketchTile } from "../../lib/inspect/layout/sketch.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { renderSketch } from "../../lib/term/sketch.ts";
import { sparkline } from "../../lib/term/sparkline.ts";
import { HOSTILE, steers } from "./_fakes.ts";

function tile(
  id: string,
  [row, column, width, height]: [number, number, number, number],
  more: Partial<SketchTile> = {},
): SketchTile {
  return {
    id,
    title: `Tile ${id}`,
    kind: "column",
    tab: 0,
    row,
    column,
    width,
    height,
    explore: "m::e",
    ...more,
  };
}

const SKETCH: Sketch = {
  type: "dashboards",
  id: "30",
  name: "Revenue",
  filters: [{ title: "Region", value: "EMEA" }, { title: "Date", value: "" }],
  tabs: [],
  tiles: [
    tile("1", [0, 0, 12, 4]),
    tile("2", [0, 12, 12, 4], { kind: "single" }),
    tile("3", [4, 0, 24, 2], { kind: "text", explore: null }),
  ],
};

Deno.test("renderSketch() draws tiles where they stand, with borders in common", () => {
  assertEquals(renderSketch(SKETCH, { width: 50, palette: NO_COLOURS }), [
    "Revenue  dashboards 30",
    "Filters  Region: EMEA  |  Date: any value",
    "┌────────────────────────┬───────────────────────┐",
    "│ ▮ Tile 1               │ # Tile 2              │",
    "│ column chart, m::e     │ single value, m::e    │",
    "│                        │                       │",
    "├────────────────────────┴───────────────────────┤",
    "│ ¶ Tile 3                                       │",
    "└────────────────────────────────────────────────┘",
  ]);
});

Deno.test("renderSketch() draws each tab, and without box characters where there are none", () => {
  const two = { ...SKETCH, filters: [], tabs: ["Overview", "Empty"], tiles: [tile("1", [0, 0, 24, 2])] };
  assertEquals(renderSketch(two, { width: 30, palette: NO_COLOURS, ascii: true }), [
    "Revenue  dashboards 30",
    "",
    "Tab Overview, 1 tile",
    "+----------------------------+",
    "| Tile 1                     |",
    "+----------------------------+",
    "",
    "Tab Empty, 0 tiles",
    "No tiles",
  ]);
});

Deno.test("a sketch fits any terminal, whatever titles, places and numbers of tiles", () => {
  const wide = ["売上".repeat(40), "👩‍👩‍👧".repeat(9), "x".repeat(300), "", "   ", ...HOSTILE, "מיכל"];
  const tiles = wide.flatMap((title, i) => [
    tile(`${i}`, [i * 3, i % 24, 1 + i % (24 - i % 24), 1 + i % 7], { title, explore: title }),
    tile(`${i}b`, [i * 2, 0, 24, 40], { title }),
  ]);
  const sketch = {
    ...SKETCH,
    name: wide.join(""),
    filters: wide.map((title) => ({ title, value: title })),
    tiles,
  };
  for (const width of [24, 60, 80, 113, 200]) {
    for (const ascii of [false, true]) {
      for (const line of renderSketch(sketch, { width, palette: palette(true), ascii })) {
        assert(!steers(line), JSON.stringify(line));
        assert(cellWidth(line) <= width, `${cellWidth(line)} cells of ${width}: ${line}`);
      }
    }
  }
  const far = [tile("1", [0, 0, 1, 1]), tile("2", [10_000, 23, 1, 10_000])];
  assert(renderSketch({ ...SKETCH, tiles: far }, { width: 60, palette: NO_COLOURS }).length < 40);
});

Deno.test("sparkline() draws numbers from 0 to the largest, and no more bars than there is room for", () => {
  const TABLE: [number[], string][] = [
    [[], ""],
    [[0, 0], "  "],
    [[1], "█"],
    [[0, 1, 4, 8], " ▁▄█"],
    [[1, 1_000_000], "▁█"],
    [[NaN, -3, Infinity, 2], "   █"],
  ];
  for (const [numbers, text] of TABLE) assertEquals(sparkline(numbers), text);
  assertEquals(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { width: 5 }), "▁▃▅▇█");
  assertEquals(sparkline([1, 2, 3, 4], { ascii: true }), "_-=#");
});

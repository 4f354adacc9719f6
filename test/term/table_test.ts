import { assert, assertEquals, assertFalse } from "@std/assert";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { type Column, renderPairs, renderTable } from "../../lib/term/table.ts";
import { HOSTILE, steers } from "./_fakes.ts";

const COLUMNS: readonly Column[] = [
  { title: "id", min: 4 },
  { title: "name", min: 6 },
  { title: "size", align: "right" },
  { title: "updated", drop: 1 },
];
const ROWS = [
  ["1", "Sales", "12", "2026-01-02"],
  [
    "6kkNO8mtdxYKiUZSfZEJra",
    "日本の売上 ダッシュボード for the whole company and then some",
    "1,234,567",
    "2026-01-03",
  ],
];

Deno.test("renderTable() aligns text left and numbers right", () => {
  assertEquals(renderTable(COLUMNS, ROWS.slice(0, 1), { width: null, palette: NO_COLOURS }), [
    "id  name   size  updated",
    "1   Sales    12  2026-01-02",
  ]);
});

Deno.test("renderTable() sets the totals off with a rule", () => {
  const columns: Column[] = [{ title: "type" }, { title: "n", align: "right" }];
  assertEquals(
    renderTable(columns, [["a", "1"], ["total", "1"]], { width: 80, palette: NO_COLOURS, totals: true }),
    [
      "type   n",
      "a      1",
      "────────",
      "total  1",
    ],
  );
});

for (const width of [200, 120, 80, 60, 40, 20, 10]) {
  Deno.test(`renderTable() fits into ${width} columns`, () => {
    const lines = renderTable(COLUMNS, ROWS, { width, palette: palette(true) });
    for (const line of lines) assert(cellWidth(line) <= width, `${cellWidth(line)}: ${line}`);
  });
}

Deno.test("renderTable() cuts long texts before it leaves columns out, numbers stay whole", () => {
  const [titles, , second] = renderTable(COLUMNS, ROWS, { width: 50, palette: NO_COLOURS });
  assert(titles?.includes("updated"));
  assert(second?.includes("1,234,567") && second.includes("…"));
});

Deno.test("renderTable() never cuts when there is no terminal", () => {
  assert(renderTable(COLUMNS, ROWS, { width: null, palette: NO_COLOURS })[2]?.includes("and then some"));
});

Deno.test("renderTable() and renderPairs() let nothing of a hostile title through", () => {
  const rows = HOSTILE.map((title) => [title, title, title, title]);
  for (const width of [null, 80, 40]) {
    for (const line of renderTable(COLUMNS, rows, { width, palette: palette(true) })) {
      assertFalse(steers(line), line);
    }
    const pairs = HOSTILE.map((title) => ["name", title] as const);
    for (const line of renderPairs(pairs, { width, palette: palette(true) })) assertFalse(steers(line), line);
  }
});

Deno.test("renderTable() of no rows is its titles", () => {
  assertEquals(renderTable(COLUMNS, [], { width: 80, palette: NO_COLOURS }), ["id  name  size  updated"]);
});

Deno.test("renderTable() draws no rule wider than the window, however narrow", () => {
  const columns = ["one", "two", "three", "four"].map((title) => ({ title }));
  for (let width = 1; width < 24; width++) {
    const lines = renderTable(columns, [["1", "2", "3", "4"]], { width, palette: NO_COLOURS, totals: true });
    for (const line of lines) assert(cellWidth(line) <= width, `${width}: ${line}`);
  }
});

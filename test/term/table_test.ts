import { assert, assertEquals, assertFalse } from "@std/assert";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { type Column, renderPairs, renderTable } from "../../lib/term/table.ts";
import { HOSTILE, steersBetweenTabs } from "./_fakes.ts";

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
  assertEquals(renderTable(COLUMNS, ROWS.slice(0, 1), { width: 80, palette: NO_COLOURS }), [
    "id  name   size  updated",
    "1   Sales    12  2026-01-02",
  ]);
});

Deno.test("renderTable() on a pipe is a heading and a line a row, whole, with tabs between the cells", () => {
  const rows = [...ROWS, ["a\tb", "two\nlines", "-12,345", { text: "1.5 kB", exact: "1500" }], ["total"]];
  assertEquals(renderTable(COLUMNS, rows, { width: null, palette: palette(true), totals: true }), [
    "id\tname\tsize\tupdated",
    "1\tSales\t12\t2026-01-02",
    `${ROWS[1]?.[0]}\t${ROWS[1]?.[1]}\t1234567\t2026-01-03`,
    "a\\tb\ttwo\\nlines\t-12345\t1500",
  ]);
  assertEquals(renderPairs([["vault", "a\tb"]], { width: null, palette: NO_COLOURS }), ["vault\ta\\tb"]);
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

Deno.test("renderTable() folds long texts before it leaves columns out, numbers stay whole", () => {
  assertEquals(renderTable(COLUMNS, ROWS, { width: 70, palette: NO_COLOURS }), [
    "id                      name                          size  updated",
    "1                       Sales                           12  2026-01-02",
    "6kkNO8mtdxYKiUZSfZEJra  日本の売上               1,234,567  2026-01-03",
    "                        ダッシュボード for the",
    "                        whole company and then",
    "                        some",
  ]);
});

/** What stands in a column of lines, by where its heading begins; joined without the spaces of the folds. */
function columnOf(lines: readonly string[], title: string, next: string | null): string {
  const [head = ""] = lines, from = head.indexOf(title);
  const to = next === null ? Infinity : head.indexOf(next, from + title.length);
  const cells = lines.slice(1).map((line) => {
    let at = 0, cell = "";
    for (const { segment } of new Intl.Segmenter().segment(line)) {
      if (at >= from && at < to) cell += segment;
      at += cellWidth(segment);
    }
    return cell;
  });
  return cells.join("").replaceAll(/[\s\u200e]/g, "");
}

/** Titles that people and programs choose: long, wide, from right to left, of joined and of combining characters. */
const TITLES = [
  ...HOSTILE,
  "Quarterly revenue by region, segment and product line, all currencies, restated for the new fiscal year",
  "ANamethatneverends".repeat(8),
  "四半期の売上と利益の推移および地域別の内訳とその前年同期比の比較",
  "لوحة القيادة التنفيذية 2026 للمبيعات والإيرادات (نسخة)",
  "דוח מכירות רבעוני 42",
  "👩‍👩‍👧‍👦 Family 🇩🇪 sales ❤️ é̂ñ",
  "",
  "   ",
];
const IDS = [
  "1",
  "1234567890",
  "finance::a_model_with_a_very_long_name::an_explore_with_a_longer_one",
  "6kkNO8mtdxYKiUZSfZEJra",
];
const LISTED: readonly Column[] = [
  { title: "id", min: 8, lines: Infinity },
  { title: "name", min: 18 },
  { title: "property", min: 16, lines: Infinity },
  { title: "folder", min: 14, drop: 2 },
  { title: "number", align: "right" },
  { title: "updated", drop: 1 },
];

for (const width of [200, 120, 80, 60]) {
  Deno.test(`renderTable() of hostile titles fits into ${width} columns, aligned, no identifier cut`, () => {
    const path = "dashboard_elements[Costs and more].result_maker.vis_config.show_value_labels";
    for (const title of TITLES) {
      for (const id of IDS) {
        const rows = [[id, title, path, `Shared/${title}`, "1,234", "2026-01-02 03:04"]];
        const lines = renderTable(LISTED, rows, { width, palette: NO_COLOURS });
        const [head = ""] = lines,
          shown = LISTED.map((column) => column.title).filter((one) => head.includes(one));
        for (const line of lines) assert(cellWidth(line) <= width, `${cellWidth(line)}: ${line}`);
        for (const [i, one] of shown.entries()) {
          const said = columnOf(lines, one, shown[i + 1] ?? null), whole = { id, property: path }[one];
          if (whole !== undefined) assertEquals(said, whole.replaceAll(" ", ""), lines.join("\n"));
        }
        // Aligned: the number ends where its heading does, whatever stands before it.
        const [, line = ""] = lines, end = head.indexOf("number") + "number".length;
        assertEquals(cellWidth(line.slice(0, line.lastIndexOf("1,234") + 5)), end, line);
      }
    }
  });
}

Deno.test("renderTable() breaks a property's name only between its parts, while they fit", () => {
  const row = ["dashboard_elements[Costs].vis_config.show_value_labels", "a", "b", "2026"];
  const columns: Column[] = [{ title: "property", min: 20, lines: Infinity }, { title: "from", min: 30 }, {
    title: "to",
  }];
  assertEquals(
    renderTable(columns, [[row[0] ?? "", "x".repeat(30), "y"]], { width: 60, palette: NO_COLOURS }),
    [
      "property                  from                            to",
      "dashboard_elements        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  y",
      "[Costs].vis_config",
      ".show_value_labels",
    ],
  );
});

Deno.test("renderTable() ends a title that fills the screen with …", () => {
  const lines = renderTable(COLUMNS, [["1", "word ".repeat(2000), "1", "2026"]], {
    width: 60,
    palette: NO_COLOURS,
  });
  assertEquals([lines.length, lines.at(-1)?.trimEnd().endsWith("…")], [5, true]);
});

Deno.test("renderTable() links to an address on a terminal that knows links, and nowhere else", () => {
  const rows = [[{ text: "12", url: "https://acme.looker.com/dashboards/12" }]], columns = [{ title: "id" }];
  const [, line] = renderTable(columns, rows, { width: 80, palette: palette(true, { links: true }) });
  assertEquals(line, "\x1b]8;;https://acme.looker.com/dashboards/12\x1b\\12\x1b]8;;\x1b\\");
  for (const url of ["javascript:alert(1)", "https://a b", "https://a\x1b\\", "file:///etc/passwd"]) {
    assertEquals(
      renderTable(columns, [[{ text: "12", url }]], {
        width: 80,
        palette: palette(true, { links: true }),
      })[1],
      "12",
    );
  }
  for (
    const [width, colors] of [[null, palette(true, { links: true })], [80, palette(true)], [
      80,
      palette(false, { links: true }),
    ]] as const
  ) {
    assertEquals(renderTable(columns, rows, { width, palette: colors })[1], "12");
  }
});

Deno.test("renderTable() and renderPairs() let nothing of a hostile title through", () => {
  const rows = HOSTILE.map((title) => [title, title, title, title]);
  for (const width of [null, 80, 40]) {
    for (const line of renderTable(COLUMNS, rows, { width, palette: palette(true) })) {
      assertFalse(steersBetweenTabs(line), line);
    }
    const pairs = HOSTILE.map((title) => ["name", title] as const);
    for (const line of renderPairs(pairs, { width, palette: palette(true) })) {
      assertFalse(steersBetweenTabs(line), line);
    }
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

import type { Difference } from "../../lib/live/diff/difference.ts";
import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import type { JsonValue } from "../../lib/codec/json_value.ts";
import type { VaultDiff } from "../../lib/inspect/diff.ts";
import type { ItemDiff } from "../../lib/inspect/diff_moments.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { renderDiff } from "../../lib/term/render_diff.ts";
import { markdownDiff } from "../../lib/term/diff_markdown.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { HOSTILE, steers } from "./_fakes.ts";

const changed = (part: string[], path: string, from: JsonValue, to: JsonValue): Difference => ({
  kind: "changed",
  part,
  path,
  from,
  to,
});

const item = (given: Partial<ItemDiff>): ItemDiff => ({
  type: "dashboards",
  id: "42",
  name: "Sales",
  folder_id: "1",
  folder: "Shared",
  owner: "ada@acme.com",
  change: "changed",
  from_version: null,
  to_version: null,
  differences: [],
  ...given,
});

const REVENUE = ['tile "Revenue"'];

const DIFF: VaultDiff = {
  from: "2026-01-01T03:00:00.000Z",
  to: null,
  instance: "https://acme.looker.com",
  basis: { kind: "asked" },
  of: null,
  folder: null,
  types: [
    { type: "dashboards", added: 1, removed: 0, changed: 1 },
    { type: "groups", added: 0, removed: 1, changed: 0 },
  ],
  items: [
    item({
      differences: [
        changed(REVENUE, "result_maker.query.filters.orders.date", "7 days", "30 days"),
        {
          kind: "moved",
          part: REVENUE,
          path: "layout",
          from: { row: 0, column: 0, width: 8, height: 6 },
          to: { row: 4, column: 0, width: 8, height: 6 },
        },
        { kind: "added", part: ['tile "Churn"'], path: "", from: null, to: { id: "9" } },
        { ...changed([], "folder_id", "1", "2"), from_name: "Shared", to_name: "Sales" },
        { kind: "added", part: [], path: "_vault.users", from: null, to: "7", to_name: "Ada" },
        { kind: "added", part: [], path: "_vault.users", from: null, to: "8" },
        changed([], "deleted", false, true),
        changed([], "description", null, ""),
      ],
    }),
    item({ id: "43", name: null, change: "added" }),
    item({ type: "groups", id: "5", name: "Old", change: "removed" }),
  ],
};

Deno.test("renderDiff() tells what changed part by part, in the words of an editor", () => {
  assertEquals(renderDiff(DIFF, { width: 80, palette: NO_COLOURS }), [
    "2026-01-01T03:00Z → now",
    "~ dashboards 42  Sales",
    "    ~ folder: Shared (1) → Sales (2)",
    "    + members: Ada (7), 8",
    "    - moved to the trash",
    '    ~ description: none → ""',
    '    tile "Revenue"',
    "      ~ filter orders.date: 7 days → 30 days",
    "      ~ moved: row 0, column 0, 8×6 → row 4, column 0, 8×6",
    '    + tile "Churn"',
    "",
    "+ dashboards 43",
    "- groups 5  Old",
    "",
    "type        added  removed  changed",
    "dashboards      1                 1",
    "groups                   1",
    "",
    "1 added, 1 removed, 1 changed",
  ]);
});

Deno.test("renderDiff() with --stat names the items only", () => {
  const lines = renderDiff(DIFF, { width: 80, palette: NO_COLOURS, stat: true });
  assertEquals(lines.slice(1, 4), ["~ dashboards 42  Sales", "+ dashboards 43", "- groups 5  Old"]);
});

Deno.test("renderDiff() says that nothing changed", () => {
  const lines = renderDiff({ ...DIFF, types: [], items: [] }, { width: 80, palette: NO_COLOURS });
  assertEquals(lines.at(-1), "Nothing changed.");
});

Deno.test("renderDiff() does not say so of what could not be compared", () => {
  const live = [{ type: "folders" as const, complete: false, note: null }];
  const diff = { ...DIFF, types: [], items: [], live, errors: [], calls: 3, warnings: [] };
  const lines = renderDiff(diff, { width: 80, palette: NO_COLOURS });
  assertEquals(lines.at(-1), "Nothing that could be compared has changed. (3 requests)");
});

const HOSTILE_DIFF = (text: string): VaultDiff => ({
  ...DIFF,
  items: [item({
    id: text,
    name: text,
    differences: [changed([text, text], text, text, `${text}.`), changed([], text, { [text]: text }, [text])],
  })],
});

for (const columns of [30, 80, 120]) {
  Deno.test(`renderDiff() lets nothing hostile through at ${columns} columns, and breaks no line`, () => {
    for (const text of [...HOSTILE, "x".repeat(5000), "日本語".repeat(200), "👩‍👩‍👧".repeat(50)]) {
      for (const colors of [true, false]) {
        for (const line of renderDiff(HOSTILE_DIFF(text), { width: columns, palette: palette(colors) })) {
          assertFalse(steers(line), line);
          assert(cellWidth(line) <= columns, `${cellWidth(line)} ${line}`);
        }
      }
    }
  });
}

Deno.test("markdownDiff() reads nothing of Looker's as markup", () => {
  const hostile = [
    "*b* <img src=x> [a](http://x) `c` | # _d_ @all $x^2$ #1",
    "``` @org/team",
    "`",
    " ` `` ",
    "$`x`$ ~~~",
    "www.evil.example",
    "deadbeef1",
    " ",
    "",
  ];
  for (const text of hostile) {
    const lines = markdownDiff(HOSTILE_DIFF(text)).slice(3).filter((line) =>
      line.trimStart().startsWith("-")
    );
    for (const line of lines) {
      const left = line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|_\((empty|blank)\)_/g, "")
        // A link to this instance alone.
        .replace(/\[\]\(https:\/\/acme\.looker\.com\/dashboards\/[A-Za-z0-9%.!~'-]*\)/, "");
      assert(/^( {2})?- (\*\*changed\*\* )?[: ›→a-z]*$/.test(left), `${line} leaves ${left}`);
    }
  }
  for (const line of HOSTILE.flatMap((title) => markdownDiff(HOSTILE_DIFF(title)))) {
    assertFalse(steers(line), line);
  }
});

const ADA = {
  did: "edited",
  id: "7",
  name: "Ada",
  email: "ada@acme.com",
  at: "2026-01-02T09:00:00.000Z",
  restore: null,
} as const;

Deno.test("markdownDiff() groups by folder and owner, with links and who did it", () => {
  const between = { after: "2026-01-01T03:00:00.000Z", before: null };
  const [first, second, third] = DIFF.items;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three items");
  const items: ItemDiff[] = [
    { ...first, by: ADA, also_by: [{ ...ADA, name: "Bob", email: null }], between },
    { ...second, by: null, also_by: [], between, former_id: "40", change: "changed" },
    { ...third, by: null, also_by: [], between, folder: null, owner: null },
  ];
  assertEquals(markdownDiff({ ...DIFF, items }), [
    "# Changes in `acme.looker.com`",
    "",
    "2026-01-01T03:00Z to now: 1 added, 1 removed, 1 changed",
    "",
    "| where | added | removed | changed |",
    "| --- | ---: | ---: | ---: |",
    "| `Shared` |  |  | 2 |",
    "| groups |  | 1 |  |",
    "",
    "## `Shared`",
    "",
    "Owned by `ada@acme.com`:",
    "",
    "- **changed** dashboard [`Sales`](https://acme.looker.com/dashboards/42) `42`: edited by `Ada <ada@acme.com>`, " +
    "2026-01-02T09:00Z; before that by `Bob`",
    '  - `tile "Revenue"`: `filter orders.date`: `7 days` → `30 days`',
    '  - `tile "Revenue"`: `moved`: `row 0, column 0, 8×6` → `row 4, column 0, 8×6`',
    '  - `tile "Churn"` added',
    "  - `folder`: `Shared (1)` → `Sales (2)`",
    "  - `members`: added `Ada (7), 8`",
    "  - `moved to the trash`",
    '  - `description`: `none` → `""`',
    "- **changed** dashboard [`43`](https://acme.looker.com/dashboards/43) `40 → 43`: by an unknown user (since the run of 2026-01-01T03:00Z)",
    "",
    "## groups",
    "",
    "- **removed** group `Old` `5`: by an unknown user (since the run of 2026-01-01T03:00Z)",
  ]);
});

Deno.test("markdownDiff() is of bounded length, and says how to see the rest", () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    item({
      id: String(i),
      folder: `Folder ${i % 700}`,
      differences: Array.from({ length: 50 }, () => changed([], "description", "x".repeat(5000), "y")),
    }));
  const lines = markdownDiff({ ...DIFF, items: many });
  assert(lines.join("\n").length < 600_000, `${lines.join("\n").length}`);
  assertEquals(
    lines.at(-1)?.startsWith("And 400 more: see `lookervault diff --from 2026-01-01T03:00:00.000Z`."),
    true,
  );
  assert(lines.includes("  - and 38 more"));
});

Deno.test("renderDiff() shows where two long values differ", () => {
  const shown = (from: string, to: string, width: number): string[] =>
    renderDiff({ ...DIFF, items: [item({ differences: [changed([], "description", from, to)] })] }, {
      width,
      palette: NO_COLOURS,
    });
  const long = "All orders of the north region, by week and by the rep who took them, ";
  for (const width of [40, 60, 80, 100]) {
    const text = shown(`${long}without returns`, `${long}with returns`, width).join("\n");
    assertStringIncludes(text, "withou", `${width}`);
    assertMatch(text, /with (ret|…)/, `${width}`);
  }
  // What differs at the beginning, or fits, is shown from its beginning.
  assertStringIncludes(shown(`North: ${long}`, `South: ${long}`, 80).join("\n"), "~ description: North: ");
  assertStringIncludes(
    shown("a long text 1", "a long text 2", 80).join("\n"),
    "a long text 1 → a long text 2",
  );
});

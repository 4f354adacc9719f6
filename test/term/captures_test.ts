/**
 * What people see at the widths they work in, of titles that are long, wide, from right to left, or hostile.
 */
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { VaultDiff } from "../../lib/inspect/diff.ts";
import type { ItemList } from "../../lib/inspect/list.ts";
import { ListColumns } from "../../lib/inspect/list_columns.ts";
import type { ItemRow } from "../../lib/inspect/list_row.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { tableLines } from "../../lib/term/list_items.ts";
import { apart } from "../../lib/term/notes.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { renderDiff } from "../../lib/term/render_diff.ts";
import { renderSummary } from "../../lib/term/render_summary.ts";
import { renderTree } from "../../lib/term/render_tree.ts";
import { renderPlan } from "../../lib/term/restore_plan.ts";
import { newVault, TempDir } from "../vault/_vaults.ts";
import { HOSTILE, steers, summary } from "./_fakes.ts";
import { planView, restoreItem } from "./_restore_fakes.ts";

const WIDTHS = [60, 80, 120, 200];

const TITLES = [
  ...HOSTILE.map((title) => title.toWellFormed()),
  "Quarterly revenue by region, segment and product line, all currencies, restated for the new fiscal year",
  "ANamethatneverends".repeat(8),
  "四半期の売上と利益の推移および地域別の内訳とその前年同期比の比較",
  "لوحة القيادة التنفيذية 2026 للمبيعات والإيرادات (نسخة)",
  "דוח מכירות רבעוני 42",
  "👩‍👩‍👧‍👦 Family 🇩🇪 sales ❤️",
];

/** A property that is longer than it is pleasant, and the parts that no fold may cut. */
const PROPERTY = "result_maker.vis_config.show_value_labels", PARTS = PROPERTY.split(".");

/** Whole: no line is wider than the window, and nothing steers the terminal. */
function expectWhole(lines: readonly string[], width: number): void {
  for (const line of lines.flatMap((one) => one.split("\n"))) {
    assert(cellWidth(line) <= width, `${cellWidth(line)} of ${width}: ${line}`);
    assertFalse(steers(line), line);
  }
}

const ROWS = TITLES.map((name, i): ItemRow => ({
  type: "dashboards",
  id: i % 3 === 0 ? `6kkNO8mtdxYKiUZSfZEJr${i}` : String(i),
  name,
  owner_id: "3",
  owner_email: `a.person.with.a.long.name.${i}@department.acme.example`,
  folder_id: "7",
  created_at: null,
  updated_at: "2026-01-02T03:04:05.000Z",
  synced_at: "2026-01-03T00:00:00.000Z",
  deleted_at: null,
  trashed: false,
  content_size: 12_345,
}));

for (const width of WIDTHS) {
  Deno.test(`list at ${width} columns is complete and aligned, and cuts no id`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    const columns = new ListColumns(vault, ["dashboards"]);
    const list: ItemList = {
      type: "dashboards",
      count: ROWS.length,
      total: ROWS.length,
      chunks: () => [ROWS],
      sample: () => ROWS,
      columns: (names) => names?.map((name) => columns.named(name)) ?? columns.usual(),
      damaged: () => [],
    };
    const how = { width, palette: NO_COLOURS, zone: "UTC", terminal: true, chosen: null };
    const lines = apart([...tableLines(list, how)].flat()).result, [head = ""] = lines;
    expectWhole(lines, width);
    for (const { id } of ROWS) assert(lines.some((line) => line.startsWith(`${id} `)), id);
    // The first line of each row has its name where the heading says.
    const at = head.indexOf("name");
    for (const line of lines.slice(1, -1)) assertEquals(line.slice(at - 1, at), " ", line);
  });

  Deno.test(`tree at ${width} columns is complete, and cuts no id`, () => {
    const items = TITLES.map((name, i) => ({
      type: "dashboards" as const,
      id: `90${i}`,
      name,
      trashed: i === 0,
    }));
    const folder = (depth: number): Parameters<typeof renderTree>[0]["folders"][0] => ({
      id: `80${depth}`,
      name: TITLES[depth] ?? "",
      depth,
      access: [{ who: "group", id: "5", name: TITLES[7] ?? "", permission: "view" }],
      inherits: false,
      items,
      folders: depth < 6 ? [folder(depth + 1)] : [],
      note: null,
    });
    const tree = { folders: [folder(0)], elsewhere: [] };
    const { result } = apart(
      renderTree(tree, { width, palette: NO_COLOURS, foldersOnly: false, depth: null }),
    );
    expectWhole(result, width);
    const all = result.join("\n");
    for (const { id } of items) assertStringIncludes(all, id);
    for (let depth = 0; depth <= 6; depth++) assertStringIncludes(all, `80${depth}`);
  });

  Deno.test(`diff at ${width} columns is complete, and cuts no property's name`, () => {
    const diff: VaultDiff = {
      from: "2026-01-01T03:00:00.000Z",
      to: null,
      instance: "https://acme.looker.com",
      basis: { kind: "asked" },
      of: null,
      folder: null,
      types: [{ type: "dashboards", added: 0, removed: 0, changed: TITLES.length }],
      items: TITLES.map((name, i) => ({
        type: "dashboards",
        id: String(i),
        name,
        folder_id: "1",
        folder: "Shared",
        owner: `${name}@acme.example`,
        change: "changed",
        from_version: null,
        to_version: null,
        differences: [{
          kind: "changed",
          part: [`tile "${name}"`],
          path: PROPERTY,
          from: name,
          to: `${name}!`,
        }],
      })),
    };
    const { result } = apart(renderDiff(diff, { width, palette: NO_COLOURS }));
    expectWhole(result, width);
    // An editor knows nothing of a result maker.
    for (const part of PARTS.slice(1)) assertStringIncludes(result.join("\n"), part);
  });

  Deno.test(`plan at ${width} columns is complete, and cuts no property's name`, () => {
    const items = TITLES.map((name, i) =>
      restoreItem({ id: String(i), name, changes: [{ path: PROPERTY, from: name, to: `${name}!` }] })
    );
    for (const detailed of [true, false]) {
      const view = planView({ items, show: { detailed, undo: false } });
      const { result } = apart(renderPlan(view, { width, palette: NO_COLOURS }));
      expectWhole(result, width);
      for (const part of PARTS.slice(1)) assertStringIncludes(result.join("\n"), part);
    }
  });

  Deno.test(`summary at ${width} columns is complete`, () => {
    const errors = TITLES.map((text, i) => ({
      type: "looks" as const,
      id: String(i),
      operation: "look",
      status: 404,
      message: text,
    }));
    const { result } = apart(renderSummary(
      summary({ status: "partial", errors, warnings: TITLES }),
      { width, palette: NO_COLOURS },
    ));
    expectWhole(result, width);
  });
}

import type { RenderOptions } from "../../lib/term/render_options.ts";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { MadeItem, RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { renderRestore } from "../../lib/term/render_restore.ts";
import { HOSTILE, steersBetweenTabs } from "./_fakes.ts";
import { restoreItem, restoreSummary, restoreTotals } from "./_restore_fakes.ts";

const SHOW = { detailed: false, undo: false };
const PLAIN: RenderOptions = { width: 80, palette: NO_COLOURS };

function text(given: Partial<RestoreSummary>, show = SHOW): string {
  return renderRestore(restoreSummary(given), PLAIN, show).join("\n");
}

Deno.test("renderRestore() shows a table a type, the proof, and how to take it back", () => {
  assertEquals(
    text({}),
    `type        created  updated  undeleted  same  skipped  not restorable  failed
folders           1        0          0    19        0               0       0
dashboards        1        9          1    90        0               0       0
──────────────────────────────────────────────────────────────────────────────
total             2        9          1   109        0               0       0

✓ Complete: 12 items restored (2 created, 9 updated, 1 undeleted)
  verified: 12 same, 0 different
  3.2 s, 45 requests
  session 3f2a81c09d4e
  from  ./lookervault.db, a backup of https://acme.looker.com
  into  https://acme.looker.com

Next: check it in Looker; lookervault restore undo 3f2a81c09d4e restores the
      previous state`,
  );
});

const FAILED = restoreSummary({
  status: "partial",
  totals: restoreTotals({ planned: 14, created: 10, failed: 2, skipped: 1, unrestorable: 1 }),
  verified: { same: 10, different: 1 },
  items: [restoreItem({ type: "users", id: "1", action: "unrestorable", reason: "built in" })],
  errors: [
    ...["2", "3"].map((id) => ({
      type: "dashboards" as const,
      id,
      operation: "update_dashboard",
      status: 422,
      message: "title is taken",
    })),
    { type: "looks", id: "9", operation: "plan", status: null, message: "folders 3 failed" },
  ],
});

Deno.test("renderRestore() names what failed and what was skipped, once a reason, and how to go on", () => {
  const shown = text(FAILED);
  for (
    const part of [
      "! Not complete: 10 items restored (10 created), 2 failed, 1 skipped, 1 cannot be",
      "verified: 10 same, 1 different",
      "Failed:\n  dashboards 2, 3: update_dashboard returned 422: title is taken\n",
      "Skipped:\n  looks 9: folders 3 failed\n",
      "Cannot be restored:\n  users 1: built in\n",
      "lookervault restore dlq list",
      "lookervault restore dlq\n      retry",
    ]
  ) assertStringIncludes(shown, part);
});

for (
  const [given, ...parts] of [
    [
      { status: "interrupted" },
      "! Interrupted: 12 items restored",
      "lookervault restore resume 3f2a81c09d4e resumes it",
    ],
    [{ status: "interrupted", session_id: null }, "nothing was written; rerun the command"],
    [
      { status: "partial", totals: restoreTotals({ skipped: 1 }) },
      "fix the problems listed above and rerun the",
    ],
    [
      {
        status: "partial",
        totals: restoreTotals({ skipped: 1 }),
        lacking: ["folders/38 (needed by 1 item)"],
      },
      "or add --with-dependencies if the",
    ],
    [{ status: "failed" }, "✗ Failed: 12 items restored", "restore resume 3f2a81c09d4e"],
    [
      { totals: restoreTotals({ planned: 120, unchanged: 120 }) },
      "✓ Complete: nothing to restore, all 120 items equal the backup",
    ],
    [
      { totals: restoreTotals({ planned: 1, unchanged: 1 }), types: [] },
      "✓ Complete: nothing to restore, the item equals the backup",
    ],
    [
      { command: "restore drill", session_id: null, verified: { same: 6, different: 0 } },
      "✓ The backup can be restored: 6 of 121 copies equal it",
    ],
    [
      { command: "restore drill", status: "partial", session_id: null, verified: { same: 5, different: 1 } },
      "✗ Different from the backup: 1 of 121 copies",
    ],
    [{ destination: "https://new.looker.com" }, "https://new.looker.com (another instance)"],
    [
      { removals: [{ type: "looks", id: "3", name: "Weekly", removal: "trash", reason: null }] },
      'looks 3 "Weekly": is moved to the trash',
    ],
  ] as [Partial<RestoreSummary>, ...string[]][]
) {
  Deno.test(`renderRestore() says "${parts[0]}"`, () => {
    for (const part of parts) assertStringIncludes(text(given), part);
  });
}

Deno.test("renderRestore() of an undo counts what was removed as removed, and not as verified", () => {
  const removed = { looks: 2 }, looks = restoreTotals({ updated: 2 });
  const only = text({
    command: "restore undo",
    totals: looks,
    types: [{ type: "looks", ...looks }],
    removed,
    verified: { same: 0, different: 0 },
  });
  assertStringIncludes(only, "✓ Complete: 2 items removed\n  3.2 s");
  assertEquals(only.split("\n").slice(0, 2), [
    "type  created updated undeleted removed same skipped not restorable failed",
    "looks       0       0         0       2    0       0              0      0",
  ]);
  const both = text({
    totals: restoreTotals({ planned: 1, updated: 3 }),
    removed,
    verified: { same: 1, different: 0 },
  });
  assertStringIncludes(both, "✓ Complete: 1 item restored (1 updated), 2 removed\n  verified: 1 same");
});

Deno.test("renderRestore() says nothing of undoing where nothing was written", () => {
  assertFalse(text({ totals: restoreTotals({ planned: 1, unchanged: 1 }) }).includes("undo"));
});

Deno.test("renderRestore() of a single item shows what was changed", () => {
  const shown = text({ items: [restoreItem()] }, { detailed: true, undo: false });
  assertStringIncludes(shown, "~ 12  Revenue");
  assertStringIncludes(shown, "~ title: Sales → Revenue");
});

Deno.test("renderRestore() ends with the new ids and where they are, of many the first", () => {
  const made = Array.from({ length: 30 }, (_, i): MadeItem => ({
    type: i === 29 ? "alerts" : "dashboards",
    id: String(30 - i),
    name: `Report ${30 - i}`,
    destination_id: String(400 + i),
    url: i === 29 ? null : `https://acme.looker.com/dashboards/${400 + i}`,
  }));
  const shown = text({ made }).split("\n");
  assert(
    shown.some((line) => line.startsWith("dashboards 2 → 428") && line.includes("/dashboards/428")),
    shown.join("\n"),
  );
  const at = (start: string): number => shown.findIndex((line) => line.startsWith(start));
  assert(at("dashboards 2 → ") < at("dashboards 10 → "), "numbers in their order");
  assertStringIncludes(shown.join(" "), "and 10 more: see lookervault restore status");
});

for (const width of [200, 120, 80, 40]) {
  Deno.test(`renderRestore() fits into ${width} columns and never drops created, updated and failed`, () => {
    for (const status of ["completed", "interrupted", "failed"] as const) {
      const lines = renderRestore(restoreSummary({ status }), { width, palette: palette(true) }, SHOW);
      for (const line of lines) assert(cellWidth(line) <= width, `${cellWidth(line)}: ${line}`);
      for (const title of ["type", "created", "updated", "failed"]) {
        assertStringIncludes(lines[0] ?? "", title);
      }
    }
    for (const line of renderRestore(FAILED, { width, palette: palette(true) }, SHOW)) {
      assert(cellWidth(line) <= width, line);
    }
  });
}

Deno.test("renderRestore() lets nothing of a hostile message through", () => {
  const hostile = restoreSummary({
    db: HOSTILE.join(""),
    destination: HOSTILE.join(""),
    items: HOSTILE.map((text) => restoreItem({ id: text, name: text, reason: text, warnings: [text] })),
    errors: HOSTILE.map((text) => ({ type: "looks", id: text, operation: text, status: 422, message: text })),
    warnings: HOSTILE,
    lacking: HOSTILE,
  });
  for (const width of [80, null]) {
    const lines = renderRestore(hostile, { width, palette: palette(true) }, { detailed: true, undo: false });
    for (const line of lines) assertFalse(steersBetweenTabs(line), line);
  }
});

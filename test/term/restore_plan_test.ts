import { untouched } from "../../lib/restore/plan/model.ts";
import { NO_NAMES } from "../../lib/restore/plan/plan_names.ts";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { RestoreItem, RestoreLinker } from "../../lib/restore/restore_summary.ts";
import type { Difference } from "../../lib/live/diff/difference.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { type PlanView, renderPlan, viewOfPlan } from "../../lib/term/restore_plan.ts";
import { HOSTILE, steersBetweenTabs } from "./_fakes.ts";
import { planView, restoreItem } from "./_restore_fakes.ts";

const ITEMS: RestoreItem[] = [
  restoreItem({
    type: "folders",
    id: "7",
    name: "Finance",
    action: "create",
    destination_id: null,
    calls: 3,
  }),
  restoreItem(),
  restoreItem({
    id: "13",
    name: "Costs",
    changes: ["title", "description", "dashboard_elements[Costs].query.limit", "hidden", "slug"].map((
      path,
    ) => ({
      path,
      from: null,
      to: 1,
    })),
  }),
  restoreItem({ id: "14", name: "Trash", action: "undelete" }),
  restoreItem({ id: "15", action: "none", changes: [], calls: 0 }),
  restoreItem({ id: "16", action: "skip", destination_id: null, reason: "it needs folder 3" }),
  ...["1", "2", "3", "4", "5", "6", "8"].map((id) =>
    restoreItem({ type: "users", id, action: "unrestorable", reason: "built in: nothing to do" })
  ),
];

const FULL = planView({
  items: ITEMS,
  lacking: ["connection warehouse (needed by 12 items)"],
  warnings: ['dashboards 12 "Revenue": its owner is disabled', "The clock is late"],
});

const text = (view: PlanView, width: number | null = 100): string =>
  renderPlan(view, { width, palette: NO_COLOURS }).join("\n");

Deno.test("renderPlan() tells how much of each type, then each item that changes, then what is skipped and why", () => {
  assertEquals(
    text(FULL),
    `from  ./lookervault.db, a backup of https://acme.looker.com
into  https://acme.looker.com

type        create  update  undelete  same  skip  not restorable  requests
dashboards       0       2         1     1     1               0         8
folders          1       0         0     0     0               0         3
users            0       0         0     0     0               7        14
──────────────────────────────────────────────────────────────────────────
total            1       2         1     1     1               7        25

dashboards (3)
~ 12  Revenue
    ~ title: Sales → Revenue
~ 13  Costs
    ~ title: none → 1
    ~ description: none → 1
    ~ dashboard_elements[Costs].query.limit: none → 1
    ~ hidden: none → 1
    ~ slug: none → 1
↑ 14  Trash (from the trash)
    ~ title: Sales → Revenue

folders
+ 7 → new  Finance

Missing in the target instance:
  connection warehouse (needed by 12 items)

Cannot be restored:
  users 1, 2, 3, 4, 5 and 2 more: built in: nothing to do

Skipped:
  dashboards 16: it needs folder 3

Warnings:
  dashboards 12 "Revenue": its owner is disabled
  The clock is late

Would create 1, update 2 and undelete 1 item, with about 14 requests.`,
  );
});

Deno.test("renderPlan() names other items that link to old ids, with what corrects them, and those only a person can", () => {
  const linker = (id: string, fixed: boolean, reason: string | null): RestoreLinker => ({
    type: reason === null ? "looks" : "homepages",
    id,
    name: `Look ${id}`,
    destination_id: id,
    to: ["dashboards/12", "boards/3"],
    fixed,
    reason,
  });
  const shown = text(planView({
    links: [linker("4", false, null), linker("5", true, null), linker("6", false, "rebuild it in Looker")],
  }));
  assertStringIncludes(shown, 'looks 4 "Look 4": links to dashboards 12, boards 3');
  assertStringIncludes(shown, "--fix-links");
  assertStringIncludes(shown, 'homepages 6 "Look 6": links to dashboards 12, boards 3: rebuild it in Looker');
  assert(!shown.includes("Look 5"));
});

for (const width of [200, 120, 80, 40, 20]) {
  Deno.test(`renderPlan() fits into ${width} columns`, () => {
    const views = [
      FULL,
      planView({ items: ITEMS, show: { detailed: true, undo: false } }),
      planView({ destination: "https://other.example" }),
    ];
    for (const view of views) {
      for (const line of renderPlan(view, { width, palette: palette(true) })) {
        assert(cellWidth(line) <= width, `${cellWidth(line)}: ${line}`);
      }
    }
  });
}

Deno.test("renderPlan() shows each change of an item as diff does, under the part that it is of, with names for ids", () => {
  const differences: Difference[] = [
    { kind: "changed", part: [], path: "title", from: "Sales", to: "Revenue" },
    { kind: "removed", part: [], path: "description", from: "words", to: null },
    {
      kind: "changed",
      part: [],
      path: "folder_id",
      from: "3",
      to: "7",
      from_name: "Shared",
      to_name: "Shared/Finance",
    },
    {
      kind: "changed",
      part: ['tile "Costs"'],
      path: "query.filters.a.b",
      from: "1",
      to: "9007199254740993",
    },
    { kind: "added", part: ['tile "Users"'], path: "", from: null, to: null },
  ];
  const item = restoreItem({
    folder: "Shared/Finance",
    differences,
    edited_since: { at: "2026-01-02T03:04:05.000Z", by: { id: "12", name: "Ada Lovelace" } },
    needed_by: ["boards/4", "boards/5", "boards/6", "boards/7"],
  });
  const view = planView({ items: [item], show: { detailed: true, undo: false } });
  assertEquals(
    text(view).split("\n").slice(3),
    [
      "dashboards in Shared/Finance",
      "~ 12  Revenue",
      "    ! edited in Looker since, by Ada Lovelace (user 12), 2026-01-02T03:04Z",
      "    needed by boards 4, boards 5, boards 6 and 1 more",
      "    ~ title: Sales → Revenue",
      "    - description: words",
      "    ~ folder: Shared (3) → Shared/Finance (7)",
      '    tile "Costs"',
      "      ~ filter a.b: 1 → 9007199254740993",
      '    + tile "Users"',
      "",
      "! It was edited in Looker after the backup, by Ada Lovelace (user 12), 2026-01-02T03:04Z. To skip",
      "  edited items, add --skip-if-modified.",
      "",
      "Would update 1 item, with about 14 requests.",
    ],
  );
});

Deno.test("renderPlan() lists items by type, folder and id, numbers in their order", () => {
  const item = (type: ContentType, folder: string | null, id: string): RestoreItem =>
    restoreItem({ type, folder, id, name: null, differences: [] });
  const items = [
    item("looks", "Shared", "9"),
    item("dashboards", "Shared/B", "10"),
    item("dashboards", "Shared/B", "9"),
    item("dashboards", "Shared/A", "100"),
    item("roles", null, "2"),
  ];
  assertEquals(
    text(planView({ items }), null).split("\n").filter((line) => /^(~|\w+( in .*)?( \(\d\))?$)/.test(line)),
    [
      "dashboards in Shared/A",
      "~ 100",
      "dashboards in Shared/B (2)",
      "~ 9",
      "~ 10",
      "looks in Shared",
      "~ 9",
      "roles",
      "~ 2",
    ],
  );
});

Deno.test("renderPlan() sets another instance off and shows both ids", () => {
  const view = planView({
    destination: "https://new.looker.com",
    items: [restoreItem({ destination_id: "88" })],
  });
  assertStringIncludes(text(view), "into  https://new.looker.com (another instance)");
  assertStringIncludes(text(view), "12 → 88");
});

Deno.test("renderPlan() says when there is nothing to restore, and whether all equals the backup", () => {
  const same = restoreItem({ action: "none", changes: [] });
  assertStringIncludes(text(planView({ items: [] })), "Nothing to do: no items match.");
  assertStringIncludes(text(planView({ items: [same] })), "Nothing to restore: the item equals the backup.");
  assertStringIncludes(
    text(planView({ items: [same, same] })),
    "Nothing to restore: all 2 items equal the backup.",
  );
  assertStringIncludes(
    text(planView({ items: [same, restoreItem({ action: "skip", reason: "why" })] })),
    "nothing that can be restored differs",
  );
});

Deno.test("renderPlan() of an undo says what goes again and how", () => {
  const view = planView({
    show: { detailed: false, undo: true },
    items: [restoreItem()],
    removals: [
      { type: "dashboards", id: "42", name: "Sales", removal: "trash", reason: null },
      { type: "dashboards", id: "43", name: null, removal: "trash", reason: null },
      { type: "folders", id: "9", name: "Finance", removal: "stay", reason: null },
    ],
  });
  assertStringIncludes(
    text(view),
    'Created by the restore to undo:\n  dashboards 42 "Sales", 43: is moved to the trash\n  folders 9 "Finance": stays',
  );
  assertStringIncludes(text(view), "Would update 1 and remove 2 items");
  assertStringIncludes(text(view), "as it was before a restore");
});

/** A plan of 500 changes with three that must be seen. */
function large(): PlanView {
  const items = Array.from({ length: 500 }, (_, i) =>
    restoreItem({
      id: String(i),
      name: `Report ${i}`,
      folder: i % 2 === 0 ? "Shared/Sales/EMEA/2026" : "Shared/Finance",
      edited_since: i === 321
        ? { at: "2026-02-03T04:05:06.000Z", by: { id: "12", name: "Ada Lovelace" } }
        : null,
    }));
  return planView({
    items: [...items, restoreItem({ type: "scheduled_plans", id: "7", name: "Weekly" })],
    outside: [{ type: "scheduled_plans", id: "7", name: "Weekly", addresses: ["eve@rival.example"] }],
    rights: [{ type: "roles", id: "1", what: "admin", gains: true, text: 'users 9 "Eve Doe" becomes Admin' }],
    dependents: { scheduled_plans: 3, alerts: 1, boards: 2 },
  });
}

for (const width of [80, 120]) {
  Deno.test(`renderPlan() of 500 changes tells first what matters most, and fits a screen of ${width} columns`, () => {
    const lines = text(large(), width).split("\n");
    assert(lines.length < 60, String(lines.length));
    const at = (part: string): number => lines.findIndex((line) => line.includes(part));
    const order = [
      "Would update 501 items",
      'users 9 "Eve Doe" becomes Admin',
      "eve@rival.example",
      'dashboards 321 "Report 321"',
      "dashboards in Shared/Finance",
      "Not restored: 3 schedules, 1 alert and 2 places",
      "--plan-out",
      "Check before you confirm: 1 new Admin, mail to outside",
    ].map(at);
    assertEquals(order, order.toSorted((a, b) => a - b), lines.join("\n"));
    assert(order.every((one) => one >= 0), lines.join("\n"));
    assertStringIncludes(
      lines.join(" ").replaceAll(/\s+/g, " "),
      "1 of these 501 was edited in Looker after the backup",
    );
    assertStringIncludes(lines.join("\n"), "--skip-if-modified");
    assertEquals(lines.filter((line) => line.includes("Report 7")), []);
  });
}

Deno.test("renderPlan() of many items from the trash keeps them apart from edits that are written over", () => {
  const edited_since = { at: "2026-02-03T04:05:06.000Z", by: { id: "12", name: "Ada Lovelace" } };
  const trashed = Array.from(
    { length: 40 },
    (_, i) => restoreItem({ id: String(i), action: "undelete", edited_since }),
  );
  const said = (items: PlanView["items"]): string =>
    text(planView({ items: [...items] }), 120).replaceAll(/\s+/g, " ");
  const alone = said(trashed);
  assertStringIncludes(
    alone,
    "40 items to undelete were changed or moved to the trash after the backup, the newest by Ada",
  );
  assertEquals([alone.includes("--skip-if-modified"), alone.includes("Check before you")], [false, false]);
  const partly = said([...trashed, restoreItem({ id: "99", action: "undelete", edited_since: null })]);
  assertStringIncludes(
    partly,
    "40 of the 41 items to undelete were changed or moved to the trash after the backup",
  );
  assertStringIncludes(partly, "Looker reports no change after the backup for the other item.");
  const both = said([...trashed, restoreItem({ id: "77", name: "Edited", edited_since })]);
  assertStringIncludes(both, "1 of these 41 was edited in Looker after the backup");
  assertStringIncludes(both, "Check before you confirm: 1 edit in Looker overwritten.");
});

Deno.test("renderPlan() of 500 changes is complete where it goes to a file or a pipe", () => {
  const lines = text(large(), null).split("\n");
  assertEquals(lines.filter((line) => line.startsWith("~ ")).length, 501);
});

Deno.test("renderPlan() names editors, those of few items first", () => {
  const items = Array.from({ length: 40 }, (_, i) =>
    restoreItem({
      id: String(i),
      edited_since: {
        at: `2026-02-03T04:05:${10 + i}.000Z`,
        by: i === 3 ? { id: "12", name: "Ada Lovelace" } : { id: "1", name: "Import" },
      },
    }));
  const shown = text(planView({ items }));
  assert(shown.indexOf("dashboards 3 ") < shown.indexOf("dashboards 39 "), shown);
  assertStringIncludes(shown, "Editors: Import (user 1) 39 and Ada Lovelace (user 12) 1");
});

Deno.test("renderPlan() says once how much of what the API cannot write was not compared", () => {
  const readOnly = (type: ContentType, id: string): RestoreItem =>
    restoreItem({ type, id, action: "unrestorable", reason: "LookML lives in git", changes: [] });
  const items = [
    restoreItem(),
    readOnly("explores", "a::b"),
    readOnly("explores", "a::c"),
    readOnly("settings", "s"),
  ];
  const shown = text(planView({ items }), 200);
  assertStringIncludes(
    shown,
    "Not compared, because Looker's API cannot write these types: 2 explores, 1 setting.",
  );
  assertFalse(shown.includes("LookML lives in git"));
  // Asked for by itself it is told why.
  assertStringIncludes(text(planView({ items: [readOnly("explores", "a::b")] })), "LookML lives in git");
});

Deno.test("renderPlan() names what was skipped once, though it is among the items and the errors", () => {
  const reason = "it needs folders 3, which is missing in the target instance";
  const items = [restoreItem({ action: "skip", reason }), restoreItem({ id: "13" })];
  const errors = [{
    type: "dashboards" as const,
    id: "12",
    operation: "plan",
    status: null,
    message: reason,
  }];
  assertEquals(text(planView({ items, errors }), null).split(reason).length, 2);
});

Deno.test("renderPlan() lets nothing of a hostile title through", () => {
  const items = HOSTILE.map((text, i) =>
    restoreItem({
      id: `${i}${text}`,
      name: text,
      destination_id: text,
      changes: [{ path: text, from: text, to: { [text]: text } }],
      warnings: [text],
    })
  );
  const skipped = HOSTILE.map((text, i) => restoreItem({ id: `${i}`, action: "skip", reason: text }));
  for (const detailed of [true, false]) {
    const view = planView({
      items: [...items, ...skipped],
      lacking: HOSTILE,
      warnings: HOSTILE,
      source: HOSTILE.join(""),
      db: HOSTILE.join(""),
      show: { detailed, undo: false },
    });
    for (const width of [80, null]) {
      for (const line of renderPlan(view, { width, palette: palette(true) })) {
        assertFalse(steersBetweenTabs(line), line);
      }
    }
  }
});

Deno.test("viewOfPlan() shows a plan as a dry run does", () => {
  const view = viewOfPlan({
    source: "https://a.example",
    destination: "https://b.example",
    names: NO_NAMES,
    rights: [],
    outside: [],
    dependents: {},
    lacking: [],
    removals: [],
    linkers: [],
    items: [{
      ...untouched({ type: "looks", id: "1" }),
      action: "create",
      dependsOn: [{ type: "folders", id: "2" }],
      calls: 3,
    }],
  }, { db: "v.db", show: { detailed: true, undo: false } });
  assertEquals([view.plannedCalls, view.items[0]?.depends_on, view.items[0]?.destination_id], [
    3,
    ["folders/2"],
    null,
  ]);
});

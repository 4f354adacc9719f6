import { untouched } from "../../lib/restore/plan/model.ts";
import { NO_NAMES } from "../../lib/restore/plan/plan_names.ts";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { RestoreItem, RestoreLinker } from "../../lib/restore/restore_summary.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { valueText } from "../../lib/term/restore_items.ts";
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

Deno.test("renderPlan() tells how much of each type, then each item that changes, then what is left out and why", () => {
  assertEquals(
    text(FULL),
    `from  ./lookervault.db, a backup of https://acme.looker.com
into  https://acme.looker.com

type        create  update  undelete  same  skip  cannot  requests
dashboards       0       2         1     1     1       0         8
folders          1       0         0     0     0       0         3
users            0       0         0     0     0       7        14
──────────────────────────────────────────────────────────────────
total            1       2         1     1     1       7        25

action      type        id       name     changes  properties
+ create    folders     7 → new  Finance
~ update    dashboards  12       Revenue        1  title
~ update    dashboards  13       Costs          5  title, description,
                                                   dashboard_elements[Costs].query.limit +2 more
↑ undelete  dashboards  14       Trash          1  title

Lacking in the destination:
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

Deno.test("renderPlan() names other items that link to old ids, with what puts them right, and those only a person can", () => {
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
  assertStringIncludes(shown, 'looks 4: "Look 4" links to dashboards/12, boards/3');
  assertStringIncludes(shown, "--fix-links");
  assertStringIncludes(shown, 'homepages 6: "Look 6" links to dashboards/12, boards/3: rebuild it in Looker');
  assert(!shown.includes("Look 5"));
});

Deno.test("renderPlan() shows how many changed paths it left out where there is room", () => {
  assertStringIncludes(text(FULL, null), "dashboard_elements[Costs].query.limit +2 more");
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

Deno.test("renderPlan() shows each change of a single item, from what to what", () => {
  const changes = [
    { path: "title", from: "Sales", to: "Revenue" },
    { path: "description", from: "words", to: null },
    {
      path: "dashboard_elements[Costs].query.filters",
      from: { "a.b": "1" },
      to: { "a.b": "9007199254740993" },
    },
  ];
  const view = planView({ items: [restoreItem({ changes })], show: { detailed: true, undo: false } });
  assertEquals(
    text(view).split("\n").slice(3, -2),
    [
      '~ update dashboards 12 "Revenue"',
      "property                                 in Looker    in the backup",
      'title                                    "Sales"      "Revenue"',
      'description                              "words"      -',
      'dashboard_elements[Costs].query.filters  {"a.b":"1"}  {"a.b":"9007199254740993"}',
    ],
  );
});

Deno.test("renderPlan() shows what something new will have, its parts by how many and by name", () => {
  const changes = [
    { path: "title", from: null, to: "Revenue" },
    { path: "description", from: null, to: null },
    { path: "dashboard_elements", from: null, to: [{ from: "1", title: "Costs\x1b[2J" }, { title: null }] },
    { path: "dashboard_layouts", from: null, to: [{ from: "3", label: null }] },
    { path: "permissions", from: null, to: ["explore"] },
    { path: "sections", from: null, to: [] },
  ];
  const item = restoreItem({ action: "create", destination_id: null, changes });
  const view = planView({ items: [item], show: { detailed: true, undo: false } });
  assertEquals(
    text(view).split("\n").slice(3, -2),
    [
      '+ create dashboards 12 → new "Revenue"',
      "property            in the backup",
      'title               "Revenue"',
      "dashboard_elements  2: Costs\\x1b[2J",
      "dashboard_layouts   1",
      'permissions         ["explore"]',
      "sections            []",
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
  assertStringIncludes(text(planView({ items: [same] })), "Nothing to restore: it is as in the backup.");
  assertStringIncludes(
    text(planView({ items: [same, same] })),
    "Nothing to restore: all 2 items are as in the backup.",
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
    'Made by that restore:\n  dashboards 42 "Sales", 43: goes to the trash\n  folders 9 "Finance": stays',
  );
  assertStringIncludes(text(view), "Would update 1 and take back 2 items");
  assertStringIncludes(text(view), "as it was before a restore");
});

Deno.test("renderPlan() lists at most 100 items on a terminal and says how many more there are", () => {
  const items = Array.from({ length: 250 }, (_, i) => restoreItem({ id: String(i) }));
  assertStringIncludes(text(planView({ items })), "and 150 more items: run with --json to see them all");
  assertFalse(text(planView({ items }), null).includes("more items"));
});

Deno.test("renderPlan() names what was skipped once, though it stands among the items and the errors", () => {
  const reason = "it needs folder 3, which the destination lacks";
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

Deno.test("valueText() writes values as JSON, cuts long ones, and keeps large numbers", () => {
  assertEquals(
    [valueText(null), valueText("a"), valueText(9007199254740993n), valueText([1, { a: null }])],
    ["-", '"a"', "9007199254740993", '[1,{"a":null}]'],
  );
  assertEquals(valueText("x".repeat(5000)).length, 201);
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

import type { Omission } from "../../lib/handlers/reason.ts";
import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { boards } from "../../lib/handlers/boards/boards.ts";
import { AS_IS, type Refs } from "../../lib/handlers/references.ts";
import { backedUp } from "../extract/_in_process.ts";
import { admin } from "../restore/_admin.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW } from "./_repair.ts";

function item(id: string, title: string, extra: JsonObject = {}): JsonObject {
  return { id, custom_title: title, board_section_id: "9", title: "derived", ...extra };
}

function section(id: string, title: string, items: JsonObject[], item_order?: string[]): JsonObject {
  return { id, title, board_items: items, item_order: item_order ?? items.map((one) => String(one["id"])) };
}

function board(sections: JsonObject[], section_order?: string[]): JsonObject {
  const order = section_order ?? sections.map((one) => String(one["id"]));
  return { id: "1", title: "B", board_sections: sections, section_order: order };
}

const A = item("1", "a"), B = item("2", "b"), C = item("3", "c");
const BASE = board([section("1", "One", [A, B]), section("2", "Two", [C])]);

/** Live boards, and the paths under which they differ from {@linkcode BASE}. */
const CASES: [what: string, live: JsonObject, paths: string[]][] = [
  ["itself", BASE, []],
  [
    "the same under other ids",
    board([
      section("71", "One", [item("81", "a"), item("82", "b")]),
      section("72", "Two", [item("83", "c")]),
    ]),
    [],
  ],
  [
    "the same under each other's ids",
    board([section("2", "One", [item("2", "a"), item("3", "b")]), section("1", "Two", [item("1", "c")])]),
    [],
  ],
  ["another title of a section", board([section("1", "Uno", [A, B]), section("2", "Two", [C])]), [
    "sections[One].title",
  ]],
  ["another item", board([section("1", "One", [A, item("2", "x")]), section("2", "Two", [C])]), [
    "sections[One].items[b].custom_title",
  ]],
  ["an item elsewhere", board([section("1", "One", [A]), section("2", "Two", [C, B])]), [
    "sections[One].items[b].section",
    "sections[One].item_order",
    "sections[Two].item_order",
  ]],
  ["an item less", board([section("1", "One", [A]), section("2", "Two", [C])]), [
    "sections[One].items[b]",
    "sections[One].item_order",
  ]],
  ["an item more", board([section("1", "One", [A, B]), section("2", "Two", [C, item("4", "d")])]), [
    "sections[Two].items[d]",
  ]],
  ["a section less", board([section("1", "One", [A, B])]), ["sections[Two]", "section_order"]],
  ["a section more", board([section("1", "One", [A, B]), section("2", "Two", [C]), section("3", "X", [])]), [
    "sections[X]",
  ]],
  ["another order", board([section("1", "One", [A, B], ["2", "1"]), section("2", "Two", [C])], ["2", "1"]), [
    "sections[One].item_order",
    "section_order",
  ]],
];

for (const [what, live, paths] of CASES) {
  Deno.test(`diff() of boards: ${what}`, () => {
    const changes = boards.diff?.(boards.form(live, AS_IS), boards.form(BASE, AS_IS)) ?? [];
    assertEquals(changes.map(({ path }) => path).sort(), [...paths].sort());
  });
}

Deno.test("sections or items that did not come with a board are left unchanged", () => {
  const bare: JsonObject = { id: "1", title: "B" };
  assertEquals(boards.diff?.(boards.form(BASE, AS_IS), boards.form(bare, AS_IS)), []);
  const titles = board([{ id: "1", title: "One" }, { id: "2", title: "Two" }]);
  assertEquals(boards.diff?.(boards.form(BASE, AS_IS), boards.form(titles, AS_IS)), []);
});

Deno.test("an item on a dashboard that the destination lacks is skipped, with its place in the order", () => {
  const refs: Refs = { ...AS_IS, may: (kind, id) => kind === "dashboards" ? null : id };
  const shown = item("2", "", { custom_title: null, dashboard_id: "7" });
  const body = board([section("1", "One", [A, shown], ["2", "1"])]), form = boards.form(body, refs);
  const omitted: string[] = [];
  const options = {
    enableSchedules: false,
    ownId: null,
    omit: ({ path, reason }: Omission): void => void omitted.push(`${path} ${reason.code}`),
  };
  const left = [{ id: "1", title: "One", items: [{ id: "1", custom_title: "a" }], item_order: ["1"] }];
  const live = boards.form(body, AS_IS);
  for (const [there, sameInstance] of [[null, true], [live, false]] as const) {
    const settled = boards.applyPolicy?.(form, there, { ...options, sameInstance });
    assertEquals(settled?.["sections"], left);
  }
  assertEquals(omitted, ["dashboards[7] reference_missing", "dashboards[7] reference_missing"]);
  // Where it stands as it was, nothing of it is missing.
  const kept = boards.applyPolicy?.(form, live, { ...options, sameInstance: true });
  assertEquals([boards.diff?.(live, kept ?? {}), omitted.length], [[], 2]);
});

Deno.test("a board in use is not put into the trash, one in the trash comes out of it", async () => {
  const { sim, vault } = await backedUp(FEW, { run: { types: ["boards", "users", "groups"] } });
  await using _sim = sim, _vault = vault;
  const edit = (id: string, deleted_at: string | null): unknown =>
    admin(sim, "PATCH", `/boards/${id}`, { deleted_at });
  await edit("1", "2026-01-01T00:00:00Z");
  await edit("4", null);
  const { totals, errors } = await restore(vault.path, sim, {
    options: { scope: { kind: "bulk", type: "boards" } },
  });
  assertEquals([totals.undeleted, totals.skipped, totals.updated, errors], [1, 1, 0, []]);
  assertEquals(["1", "4"].map((id) => sim.store.table("boards").get(id)?.get("deleted_at")), [null, null]);
});

import { assert, assertEquals } from "@std/assert";
import { asObjects, type JsonObject } from "../../lib/codec/json_value.ts";
import { withWritable } from "../../lib/looker/writable.ts";
import { unknownDifferences } from "../../lib/live/unknown_properties.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { production } from "../sim/production.ts";
import { restore } from "./_in_process.ts";

const SAME_IDS = { partId: (): null => null };

const place = (more: JsonObject = {}): JsonObject => ({
  dashboard_elements: [{ id: "7", title: "Sales" }],
  dashboard_layouts: [{
    id: "1",
    label: "Main",
    dashboard_layout_components: [{
      id: "3",
      dashboard_element_id: "7",
      row: 0,
      element_title: "Sales",
      ...more,
    }],
  }],
});

const CASES: [what: string, body: JsonObject, live: JsonObject | null, paths: string[]][] = [
  ["the group of a tile", place({ group_id: "a" }), place({ group_id: "b" }), [
    "dashboard_layouts[Main].dashboard_layout_components[Sales].group_id",
  ]],
  ["a group that only the live tile has", place(), place({ group_id: "b" }), [
    "dashboard_layouts[Main].dashboard_layout_components[Sales].group_id",
  ]],
  ["a group in another spelling of none", place({ group_id: "" }), place({ group_id: null }), []],
  ["a group as a number", place({ group_id: 12 }), place({ group_id: "12" }), []],
  ["the same group", place({ group_id: "a" }), place({ group_id: "a" }), []],
  ["a dashboard that is to be made", { brand_new: { a: 1 }, other_new: "", title: "x" }, null, ["brand_new"]],
  ["known properties, whatever they hold", { title: "x", readonly: true, url: "/1", can: { x: true } }, {
    title: "y",
    readonly: false,
  }, []],
  ["what belongs to the item, and old names of its folder", {
    _vault: { a: 1 },
    space: { id: "1" },
    space_id: "1",
  }, {
    space: { id: "2" },
  }, []],
  ["what Looker computes", { dashboard_elements: [{ id: "7", alert_count: 1, look: { brand_new: 1 } }] }, {
    dashboard_elements: [{ id: "7", alert_count: 2, look: { brand_new: 2 } }],
  }, []],
];

for (const [what, body, live, paths] of CASES) {
  Deno.test(`unknownDifferences() names ${paths.length === 0 ? "nothing of " : ""}${what}`, () => {
    assertEquals(unknownDifferences("dashboards", { body, live, ...SAME_IDS }), paths);
  });
}

Deno.test("unknownDifferences() names nothing that the instance's own spec lets be written", () => {
  const [body, live] = [place({ group_id: "a" }), place({ group_id: "b" })];
  withWritable(
    { DashboardLayoutComponent: "group_id" },
    () => assertEquals(unknownDifferences("dashboards", { body, live, ...SAME_IDS }), []),
  );
});

Deno.test("restore() names the groups of tiles that are not as in the backup, fails nothing, and writes them never", async () => {
  await using sim = startSim(production({ dashboards: 40, looks: 20, tileBytes: 300 }));
  await using vault = await backup(sim);
  await vault.run({});
  const table = sim.store.table("dashboards");
  const grouped = table.all().find((one) =>
    asObjects(one.full()["dashboard_layouts"] as never)
      .some((layout) => asObjects(layout["dashboard_layout_components"]).some((place) => place["group_id"]))
  );
  assert(grouped !== undefined);
  const stored = JSON.parse(JSON.stringify(table.stored(grouped.id)));
  for (const layout of stored.dashboard_layouts) {
    for (const place of layout.dashboard_layout_components) if (place.group_id) place.group_id = "other";
  }
  table.set(grouped.id, stored);
  const { totals, warnings, errors, status } = await restore(vault.path, sim);
  assertEquals([errors, status, totals.updated, totals.incomplete], [[], "completed", 0, 0]);
  const said = warnings.filter((text) =>
    text.startsWith(`dashboards ${grouped.id} `) && /group_id: /.test(text)
  );
  assert(said.length > 0, warnings.join("\n"));
  const { items } = await restore(vault.path, sim, { dryRun: true });
  const item = items.find(({ type, id }) => type === "dashboards" && id === grouped.id);
  assertEquals([item?.action, item?.unrestorable.every(({ path }) => path.endsWith("group_id"))], [
    "none",
    true,
  ]);
});

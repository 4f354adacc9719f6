import { placeholder } from "../../lib/live/placeholders.ts";
import { pathInWords } from "../../lib/live/form_changes.ts";
import { assertEquals } from "@std/assert";
import { changeInWords } from "../../lib/restore/plan/plan_report.ts";

Deno.test("pathInWords() leaves out the marks of a form", async (t) => {
  const cases: Record<string, string> = {
    "title": "title",
    "_access.rows": "access.rows",
    "_parents": "parents",
    "dashboard_elements[_my tile].title": "dashboard_elements[_my tile].title",
  };
  for (const [path, words] of Object.entries(cases)) {
    await t.step(path, () => assertEquals(pathInWords(path), words));
  }
});

Deno.test("changeInWords() tells a new tile by its number in the backup, and what has no id yet by name", () => {
  const tile = {
    _from: "7",
    _id: placeholder("dashboard_elements", "7"),
    title: "Revenue",
    _layout: placeholder("dashboard_layouts", "3"),
    _source: { query: { view: "orders", vis_config: { _id: "kept" } } },
  };
  assertEquals(changeInWords({ path: "dashboard_elements", from: null, to: [tile] }), {
    path: "dashboard_elements",
    from: null,
    to: [{
      id: "7",
      title: "Revenue",
      layout: "(dashboard_layouts/3, to be made)",
      source: { query: { view: "orders", vis_config: { _id: "kept" } } },
    }],
  });
});

Deno.test("changeInWords() leaves values as Looker serves them", () => {
  const vis_config = { _id: "1", _from: "x", nested: { _component: true } };
  for (const path of ["vis_config", "dashboard_elements[Revenue].result_maker.vis_config"]) {
    assertEquals(changeInWords({ path, from: vis_config, to: null }), { path, from: vis_config, to: null });
  }
});

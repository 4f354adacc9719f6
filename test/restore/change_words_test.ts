import { assertEquals } from "@std/assert";
import { dashboards } from "../../lib/handlers/dashboards/dashboards.ts";
import { changeInWords } from "../../lib/restore/plan/change_words.ts";
import { placeholder } from "../../lib/live/placeholders.ts";

Deno.test("changeInWords() tells a new tile by its number in the backup, and what has no id yet by name", () => {
  const tile = {
    from: "7",
    id: placeholder("dashboard_elements", "7"),
    title: "Revenue",
    layout: placeholder("dashboard_layouts", "3"),
    source: { query: { view: "orders", vis_config: { id: "kept", from: "kept" } } },
  };
  assertEquals(changeInWords({ path: "dashboard_elements", from: null, to: [tile] }, dashboards), {
    path: "dashboard_elements",
    from: null,
    to: [{
      id: "7",
      title: "Revenue",
      layout: "(dashboard_layouts/3, to be created)",
      source: { query: { view: "orders", vis_config: { id: "kept", from: "kept" } } },
    }],
  });
});

Deno.test("changeInWords() tells the places of a new tab without what they are known by", () => {
  const place = { from: "7", id: placeholder("dashboard_elements", "7"), component: "9", row: 4 };
  const tab = { from: "3", id: "3", label: "One", components: [place] };
  assertEquals(changeInWords({ path: "dashboard_layouts", from: null, to: [tab] }, dashboards).to, [
    { id: "3", label: "One", components: [{ id: "7", row: 4 }] },
  ]);
});

Deno.test("changeInWords() leaves values as Looker serves them", () => {
  const vis_config = { id: "1", from: "x", nested: { component: true } };
  for (const path of ["vis_config", "dashboard_elements[Revenue].result_maker.vis_config"]) {
    const change = { path, from: vis_config, to: null };
    assertEquals(changeInWords(change, dashboards), change);
  }
});

import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../../lib/codec/json_value.ts";
import { layoutOf } from "../../../lib/inspect/layout/dashboard_layout.ts";
import { tileKind } from "../../../lib/inspect/layout/tile_kind.ts";

function tile(id: string, more: JsonObject = {}): JsonObject {
  return { id, title: `Tile ${id}`, ...more };
}

function place(id: string, row: number, column: number, more: JsonObject = {}): JsonObject {
  return { dashboard_element_id: id, row, column, width: 12, height: 6, ...more };
}

/** Tab, id and place of each tile, in their order. */
function told(body: JsonObject): string[] {
  return layoutOf(body).tiles.map(({ tab, id, row, column, width, height }) =>
    `${tab}:${id} ${row},${column} ${width}x${height}`
  );
}

Deno.test("layoutOf() puts tiles where the active layout has them, from the top left", () => {
  const body = {
    dashboard_elements: [tile("1"), tile("2"), tile("3")],
    dashboard_layouts: [
      { id: "9", active: false, dashboard_layout_components: [place("1", 50, 0)] },
      {
        id: "8",
        active: true,
        dashboard_layout_components: [
          place("2", 0, 12),
          place("1", 0, 0),
          place("3", 6, 0, { deleted: true }),
        ],
      },
    ],
  };
  // The third stands nowhere: it is shown below the others.
  assertEquals(told(body), ["0:1 0,0 12x6", "0:2 0,12 12x6", "0:3 6,0 24x6"]);
  assertEquals(layoutOf(body).tabs, []);
});

Deno.test("layoutOf() tells tabs in their order, and a tile is on the tab that it names", () => {
  const body = {
    dashboard_elements: [tile("1"), tile("2", { dashboard_layout_id: "b" })],
    dashboard_layouts: [
      {
        id: "b",
        label: "Detail",
        order: 1,
        dashboard_layout_components: [place("2", 0, 0), place("1", 0, 12)],
      },
      { id: "a", active: true, order: 0, dashboard_layout_components: [place("1", 0, 0), place("2", 9, 0)] },
      { id: "gone", label: "Gone", deleted: true },
    ],
  };
  assertEquals(layoutOf(body).tabs, [{ id: "a", label: "Tab 1" }, { id: "b", label: "Detail" }]);
  assertEquals(told(body), ["0:1 0,0 12x6", "1:2 0,0 12x6"]);
});

Deno.test("layoutOf() keeps tiles in the grid, whatever a body says", () => {
  const places = [
    place("1", -5, 99, { width: 1e9, height: -1 }),
    place("2", 1e300, NaN, { width: "wide", height: null }),
    { dashboard_element_id: 3, row: 2.7, column: 1.2, width: 3.9, height: 2.2 },
  ];
  const body = {
    dashboard_elements: [tile("1"), tile("2"), { id: 3, title: null }, { title: "no id" }, "no tile"],
    dashboard_layouts: [{ active: true, dashboard_layout_components: places }],
  } as unknown as JsonObject;
  assertEquals(told(body), ["0:1 0,23 1x1", "0:3 2,1 3x2", "0:2 10000,0 8x6"]);
  assertEquals(layoutOf({}), { tabs: [], tiles: [] });
  assertEquals(
    layoutOf({ dashboard_elements: "x", dashboard_layouts: [1] } as unknown as JsonObject).tiles,
    [],
  );
});

Deno.test("tileKind() knows charts, texts, looks and merged results", () => {
  const TABLE: [string, JsonObject][] = [
    ["column", { result_maker: { vis_config: { type: "looker_column" } } }],
    ["single", { query: { vis_config: { type: "single_value" } } }],
    ["table", { query: {} }],
    ["table", { query: { vis_config: {} } }],
    ["text", { type: "text", query: { vis_config: { type: "looker_pie" } } }],
    ["button", { type: "button" }],
    ["text", { body_text: "Hello" }],
    ["merged", { merge_result_id: "m", result_maker: { vis_config: { type: "looker_bar" } } }],
    ["merged", { result_maker: { merge_result_id: "m" } }],
    ["pie", { look_id: "1", look: { query: { vis_config: { type: "looker_pie" } } } }],
    ["table", { look_id: "1" }],
    ["gauge", { query: { vis_config: { type: "radial_gauge-marketplace" } } }],
    ["other", { query: { vis_config: { type: "acme::hexbins" } } }],
    ["other", { query: { vis_config: { type: "constructor" } } }],
  ];
  for (const [kind, body] of TABLE) assertEquals(tileKind(body), kind, JSON.stringify(body));
});

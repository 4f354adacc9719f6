import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { asText, type JsonObject } from "../../lib/codec/json_value.ts";
import { differences, differingPaths } from "../../lib/live/diff/body_differences.ts";
import type { Difference } from "../../lib/live/diff/difference.ts";
import { type Change, changesOf } from "../../lib/live/form_changes.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { boards } from "../../lib/handlers/boards/boards.ts";
import { dashboards } from "../../lib/handlers/dashboards/dashboards.ts";
import { folders } from "../../lib/handlers/folders.ts";
import { AS_IS } from "../../lib/handlers/references.ts";

const HANDLERS = { dashboards, boards, folders };
type Type = keyof typeof HANDLERS & ContentType;

/** The changes that a plan has for a live body and a wanted one. */
function planned(type: Type, live: JsonObject, wanted: JsonObject): Change[] {
  const handler = HANDLERS[type];
  return changesOf(handler, handler.form(live, AS_IS), handler.form(wanted, AS_IS));
}

/** A difference as people read it, in short. */
function told({ kind, part, path }: Difference): string {
  const where = [...part, ...path === "" ? [] : [path]].join(" › ");
  return kind === "changed" ? where : `${kind} ${where}`;
}

const tile = (id: string | null, title: string | null, more: JsonObject = {}): JsonObject => ({
  ...(id !== null && { id }),
  title,
  type: "vis",
  ...more,
});
const note = (id: string, title_text: string, body_text: string): JsonObject => ({
  id,
  type: "text",
  title_text,
  body_text,
});
const shows = (field: string): JsonObject => ({ query: { id: `q${field}`, model: "m", fields: [field] } });
const filter = (id: string, name: string, more: JsonObject = {}): JsonObject => ({
  id,
  name,
  title: name,
  ...more,
});
const place = (tile: string, row: number): JsonObject => ({
  id: `c${tile}`,
  dashboard_element_id: tile,
  row,
  column: 0,
  width: 8,
  height: 6,
});
const tab = (id: string, label: string | null, more: JsonObject = {}): JsonObject => ({
  id,
  label,
  dashboard_layout_components: [],
  ...more,
});
const tiles = (...dashboard_elements: JsonObject[]): JsonObject => ({ dashboard_elements });
const tabs = (...dashboard_layouts: JsonObject[]): JsonObject => ({ dashboard_layouts });
const filters = (...dashboard_filters: JsonObject[]): JsonObject => ({ dashboard_filters });
const section = (id: string, title: string, items: JsonObject[]): JsonObject => ({
  id,
  title,
  board_items: items.map((one) => ({ ...one, board_section_id: id })),
});
const item = (id: string, custom_title: string): JsonObject => ({ id, custom_title });
const board = (...board_sections: JsonObject[]): JsonObject => ({ board_sections });

interface Reading {
  /** In words of `diff`. */
  diff: string[];
  /** Paths of `verify --compare-live`. */
  live: string[];
  /** Paths of a plan. */
  plan: string[];
}

const CASES: [what: string, type: Type, from: JsonObject, to: JsonObject, reading: Reading][] = [
  ["a name", "folders", { name: "a", parent_id: "1" }, { name: "b", parent_id: "1" }, {
    diff: ["name"],
    live: ["name"],
    plan: ["name"],
  }],
  [
    "two tiles that have exchanged their titles, by their ids",
    "dashboards",
    tiles(tile("1", "Costs", shows("a")), tile("2", "Sales", shows("b"))),
    tiles(tile("1", "Sales", shows("a")), tile("2", "Costs", shows("b"))),
    {
      diff: ['tile "Sales" › title', 'tile "Costs" › title'],
      live: ["dashboard_elements[1].title", "dashboard_elements[2].title"],
      plan: ["dashboard_elements[Sales].title", "dashboard_elements[Costs].title"],
    },
  ],
  [
    "tiles without ids, by what they are",
    "dashboards",
    tiles(tile(null, "Costs", shows("a")), tile(null, "Sales", shows("b"))),
    tiles(tile(null, "Sales", shows("b")), tile(null, "Costs", { ...shows("a"), note_text: "net" })),
    {
      diff: ['tile "Costs" › note_text'],
      live: ["dashboard_elements[Costs].note_text"],
      plan: ["dashboard_elements[Costs].note_text"],
    },
  ],
  [
    "a tile made anew that shows something else, by its title",
    "dashboards",
    tiles(tile("1", "Costs", shows("a"))),
    tiles(tile("9", "Costs", shows("b"))),
    {
      diff: [
        'tile "Costs" › id',
        'removed tile "Costs" › query.fields',
        'added tile "Costs" › query.fields',
      ],
      live: ["dashboard_elements[9].id", "dashboard_elements[9].query.fields"],
      plan: ["dashboard_elements[Costs].query.fields"],
    },
  ],
  [
    "two tiles of one title made anew, by what they show",
    "dashboards",
    tiles(tile("1", "Costs", shows("a")), tile("2", "Costs", shows("b"))),
    tiles(tile("8", "Costs", shows("b")), tile("9", "Costs", { ...shows("a"), note_text: "net" })),
    {
      diff: ['tile "Costs" › id', 'tile "Costs" › id', 'tile "Costs" › note_text'],
      live: ["dashboard_elements[8].id", "dashboard_elements[9].id", "dashboard_elements[9].note_text"],
      plan: ["dashboard_elements[Costs].note_text"],
    },
  ],
  [
    "a text that came and a tile that went",
    "dashboards",
    tiles(tile("1", "Costs", shows("a"))),
    tiles(note("2", "Read me", "x")),
    {
      diff: ['removed tile "Costs"', 'added tile "Read me"'],
      live: ["dashboard_elements[1]", "dashboard_elements[2]"],
      plan: ["dashboard_elements[Costs]", "dashboard_elements[Read me]"],
    },
  ],
  [
    "a filter that was renamed",
    "dashboards",
    filters(filter("5", "Region"), filter("6", "Date")),
    filters(filter("6", "Date"), filter("5", "Market")),
    {
      diff: ['filter "Market" › name', 'filter "Market" › title'],
      live: ["dashboard_filters[5].name", "dashboard_filters[5].title"],
      plan: ["dashboard_filters[Market].name", "dashboard_filters[Market].title"],
    },
  ],
  [
    "a filter made anew, by its name",
    "dashboards",
    filters(filter("5", "Region", { default_value: "EU" })),
    filters(filter("7", "Region", { default_value: "US" })),
    {
      diff: ['filter "Region" › id', 'filter "Region" › default_value'],
      live: ["dashboard_filters[7].id", "dashboard_filters[7].default_value"],
      plan: ["dashboard_filters[Region].default_value"],
    },
  ],
  [
    "the active tab, whatever it is called",
    "dashboards",
    tabs(tab("1", "Main", { active: true }), tab("2", "More", { order: 1 })),
    tabs(tab("8", "Overview", { active: true }), tab("9", "More", { order: 1 })),
    {
      diff: ['tab "Overview" › id', 'tab "Overview" › label', 'tab "More" › id'],
      live: ["dashboard_layouts[8].id", "dashboard_layouts[8].label", "dashboard_layouts[9].id"],
      plan: ["dashboard_layouts[Overview].label"],
    },
  ],
  [
    "a tile that moved on a tab that was made anew",
    "dashboards",
    {
      ...tiles(tile("1", "Costs")),
      ...tabs(tab("2", "Main", { active: true, dashboard_layout_components: [place("1", 0)] })),
    },
    {
      ...tiles(tile("1", "Costs")),
      ...tabs(tab("3", "Main", { active: true, dashboard_layout_components: [place("1", 4)] })),
    },
    {
      diff: ['moved tile "Costs" › layout', 'tab "Main" › id'],
      live: ["dashboard_elements[1].layout", "dashboard_layouts[3].id"],
      plan: ["dashboard_layouts[Main].components[Costs].row"],
    },
  ],
  [
    "an item that moved to another section",
    "boards",
    board(section("1", "Daily", [item("4", "Costs"), item("5", "Sales")]), section("2", "Weekly", [])),
    board(section("1", "Daily", [item("4", "Costs")]), section("2", "Weekly", [item("5", "Sales")])),
    {
      diff: ['moved section "Weekly" › item "Sales" › section'],
      live: ["board_sections[2].board_items[5].section"],
      plan: ["sections[Weekly].items[Sales].section"],
    },
  ],
  [
    "an item that shows something else, by its id",
    "boards",
    board(section("1", "Daily", [{ id: "4", dashboard_id: "7" }])),
    board(section("1", "Daily", [{ id: "4", dashboard_id: "8" }])),
    {
      diff: ['section "Daily" › item "dashboard 8" › dashboard_id'],
      live: ["board_sections[1].board_items[4].dashboard_id"],
      plan: ["sections[Daily].items[dashboard 8].dashboard_id"],
    },
  ],
  [
    "sections and items under each other's ids, by what they are",
    "boards",
    board(section("1", "Daily", [item("4", "Costs")]), section("2", "Weekly", [item("5", "Sales")])),
    board(
      section("2", "Daily", [item("5", "Costs")]),
      section("1", "Weekly", [item("4", "Sales"), item("6", "New")]),
    ),
    {
      diff: [
        'section "Daily" › id',
        'section "Daily" › item "Costs" › id',
        'section "Weekly" › id',
        'section "Weekly" › item "Sales" › id',
        'added section "Weekly" › item "New"',
      ],
      live: [
        "board_sections[2].id",
        "board_sections[2].board_items[5].id",
        "board_sections[1].id",
        "board_sections[1].board_items[4].id",
        "board_sections[1].board_items[6]",
      ],
      plan: ["sections[Weekly].items[New]"],
    },
  ],
];

for (const [what, type, from, to, reading] of CASES) {
  Deno.test(`diff, a plan and a comparison with Looker know ${what}`, () => {
    assertEquals<Reading>({
      diff: differences(from, to, { type }).map(told),
      live: differingPaths(from, to, { type, most: 20 }),
      plan: planned(type, from, to).map(({ path }) => path),
    }, reading);
  });
}

/** Which parts of a dashboard came, went or changed, as `diff` tells it. */
function touchedInDiff(from: JsonObject, to: JsonObject): Set<string> {
  const found = differences(from, to, { type: "dashboards" }).filter(({ path, kind }) =>
    // A restore leaves ids and the order of a list alone.
    !/(^|_)id$/.test(path) && kind !== "reordered"
  );
  return new Set(
    found.map(({ kind, part: [part = ""], path }) => `${path === "" ? kind : "changed"} ${part}`),
  );
}

/** The same, as a plan has it. */
function touchedInPlan(live: JsonObject, wanted: JsonObject): Set<string> {
  return new Set(
    planned("dashboards", live, wanted).map(({ path, from, to }) => {
      const [, list, name, rest] = path.match(/^dashboard_(element|filter)s\[(.*?)\](.*)$/) ?? [];
      const kind = rest !== "" ? "changed" : from === null ? "added" : to === null ? "removed" : "changed";
      return `${kind} ${list === "element" ? "tile" : "filter"} "${name}"`;
    }),
  );
}

Deno.test("diff and a plan tell of the same parts, whatever the dashboards", () => {
  const word = fc.constantFrom("A", "B", "C", "D");
  const id = fc.constantFrom("1", "2", "3", "4", "5");
  const part = fc.record({
    id,
    title: word,
    type: fc.constantFrom("vis", "table"),
    note_text: fc.option(word),
    query: word.map((field) => ({ model: "m", fields: [field] })),
  });
  const filter = fc.record({ id, name: word, title: word, default_value: fc.option(word) });
  const unique = <T extends JsonObject>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.uniqueArray(one, { maxLength: 5, selector: (value) => asText(value["id"]) });
  const dashboard = fc.record({ dashboard_elements: unique(part), dashboard_filters: unique(filter) });
  fc.assert(
    fc.property(dashboard, dashboard, (from, to) => {
      assertEquals([...touchedInPlan(from, to)].sort(), [...touchedInDiff(from, to)].sort());
    }),
    { numRuns: 1000 },
  );
});

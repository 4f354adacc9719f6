import { assertEquals } from "@std/assert";
import { asObjects, asText, type JsonObject } from "../../lib/codec/json_value.ts";
import { matchBoard } from "../../lib/live/diff/board_parts.ts";
import { answersOfBody } from "../../lib/live/diff/body_parts.ts";
import { matchByIdentity, type Matched } from "../../lib/live/diff/match_parts.ts";
import { formRules } from "../../lib/looker/equality.ts";

const answer = answersOfBody(formRules("dashboards"));

/** `1=8` for a pair, `1-` for what went, `+8` for what came. */
function short({ pairs, removed, added }: Matched<JsonObject>): string {
  const id = (one: JsonObject): string => asText(one["id"]) ?? "?";
  return [
    ...pairs.map(({ from, to }) => `${id(from)}=${id(to)}`).sort(),
    ...removed.map((one) => `${id(one)}-`),
    ...added.map((one) => `+${id(one)}`),
  ].join(" ");
}

const shows = (field: string): JsonObject => ({ query: { id: `q${Math.random()}`, fields: [field] } });
const vis = (id: string, title: string, more: JsonObject = {}): JsonObject => ({
  id,
  title,
  type: "vis",
  ...more,
});

const CASES: [what: string, list: string, from: JsonObject[], to: JsonObject[], matched: string][] = [
  ["ids before anything else", "dashboard_elements", [vis("1", "A"), vis("2", "B")], [
    vis("2", "A"),
    vis("1", "B"),
  ], "1=1 2=2"],
  [
    "tiles of one title by all that they say",
    "dashboard_elements",
    [vis("1", "A", { ...shows("a"), note_text: "x" }), vis("2", "A", { ...shows("a"), note_text: "y" })],
    [vis("8", "A", { ...shows("a"), note_text: "y" }), vis("9", "A", { ...shows("a"), note_text: "z" })],
    "1=9 2=8",
  ],
  [
    "tiles of one title by what they show",
    "dashboard_elements",
    [vis("1", "A", { ...shows("a"), note_text: "1" }), vis("2", "A", { ...shows("b"), note_text: "2" })],
    [vis("8", "A", { ...shows("b"), note_text: "8" }), vis("9", "A", { ...shows("a"), note_text: "9" })],
    "1=9 2=8",
  ],
  ["tiles of one title, whatever they show", "dashboard_elements", [vis("1", "A", shows("a"))], [
    vis("8", "A", shows("b")),
  ], "1=8"],
  [
    "no tile of another type",
    "dashboard_elements",
    [vis("1", "A")],
    [vis("8", "A", { type: "text" })],
    "1- +8",
  ],
  [
    "texts by their titles",
    "dashboard_elements",
    [{ id: "1", type: "text", title_text: "A", body_text: "x" }],
    [{ id: "8", type: "text", title_text: "A", body_text: "y" }],
    "1=8",
  ],
  [
    "tiles that nobody named, by all that they say",
    "dashboard_elements",
    [{ id: "1", ...shows("a") }],
    [{ id: "7", ...shows("b") }, { id: "8", ...shows("a") }],
    "1=8 +7",
  ],
  [
    "filters by their names before their titles",
    "dashboard_filters",
    [{ id: "1", name: "a", title: "A" }, { id: "2", name: "b", title: "B" }],
    [{ id: "8", name: "b", title: "A" }, { id: "9", name: "a", title: "B" }],
    "1=9 2=8",
  ],
  ["filters by their titles", "dashboard_filters", [{ id: "1", name: "a", title: "A" }], [
    { id: "8", name: "b", title: "A" },
  ], "1=8"],
  ["the active tab", "dashboard_layouts", [{ id: "1", label: "A", active: true }], [
    { id: "7", label: "A" },
    { id: "8", label: "B", active: true },
  ], "1=8 +7"],
  [
    "tabs of one label by their order",
    "dashboard_layouts",
    [{ id: "1", label: "A", order: 1 }, { id: "2", label: "A", order: 2 }],
    [{ id: "8", label: "A", order: 2 }, { id: "9", label: "A", order: 1 }],
    "1=9 2=8",
  ],
  [
    "tabs by their labels before their order",
    "dashboard_layouts",
    [
      { id: "1", label: "A", order: 1 },
      { id: "2", label: "B", order: 2 },
    ],
    [{ id: "8", label: "B", order: 1 }, { id: "9", label: "A", order: 2 }],
    "1=9 2=8",
  ],
  ["tabs by their order", "dashboard_layouts", [{ id: "1", label: "A", order: 1 }], [
    { id: "8", label: "B", order: 1 },
  ], "1=8"],
  ["places by their tiles", "dashboard_layout_components", [{ id: "1", dashboard_element_id: "4" }], [
    { id: "1", dashboard_element_id: "5" },
    { id: "8", dashboard_element_id: "4" },
  ], "1=8 +1"],
  ["each part once", "dashboard_filters", [{ id: "1", name: "a" }], [{ id: "8", name: "a" }, {
    id: "9",
    name: "a",
  }], "1=8 +9"],
  ["parts of any list by their names", "fields", [{ name: "a", x: 1 }], [{ name: "b", x: 1 }, {
    name: "a",
    x: 2,
  }], "?=? +?"],
  ["parts without a name by all that they say", "anything", [{ x: 1, y: "" }], [{ y: null, x: 1 }], "?=?"],
];

for (const [what, list, from, to, matched] of CASES) {
  Deno.test(`matchByIdentity() knows ${what}`, () => {
    assertEquals(short(matchByIdentity(from, to, { list, answer })), matched);
  });
}

const section = (id: string, title: string, ...board_items: JsonObject[]): JsonObject => ({
  id,
  title,
  board_items,
});
const shown = (id: string, custom_title: string): JsonObject => ({ id, custom_title });

/** Sections and items of two boards, and which are which. */
const BOARDS: [what: string, from: JsonObject[], to: JsonObject[], sections: string, items: string][] = [
  [
    "what is equal by its id",
    [section("1", "A", shown("4", "a"), shown("5", "a"))],
    [
      section("1", "A", shown("5", "a"), shown("4", "a")),
    ],
    "1=1",
    "4=4 5=5",
  ],
  [
    "what is equal before what has the same id",
    [section("1", "A", shown("4", "a")), section("2", "B", shown("5", "b"))],
    [section("2", "A", shown("5", "a")), section("1", "B", shown("4", "b"))],
    "1=2 2=1",
    "4=5 5=4",
  ],
  ["a section without a title", [section("1", "")], [section("8", "")], "1=8", ""],
  [
    "what was renamed by its id",
    [section("1", "A", shown("4", "a"))],
    [
      section("1", "B", shown("4", "b")),
    ],
    "1=1",
    "4=4",
  ],
  [
    "an item of its own section before the same in another",
    [section("1", "A", shown("4", "a")), section("2", "B", shown("5", "a"))],
    [section("1", "A"), section("2", "B", shown("9", "a"))],
    "1=1 2=2",
    "5=9 4-",
  ],
  [
    "an item in another section",
    [section("1", "A", shown("4", "a")), section("2", "B")],
    [
      section("1", "A"),
      section("2", "B", shown("9", "a"), shown("4", "x")),
    ],
    "1=1 2=2",
    "4=9 +4",
  ],
];

for (const [what, from, to, sections, items] of BOARDS) {
  Deno.test(`matchBoard() knows ${what}`, () => {
    const itemsOf = (one: JsonObject): JsonObject[] => asObjects(one["board_items"]);
    const matched = matchBoard(from, to, { itemsOf, section: answer, item: answer });
    assertEquals([short(matched.sections), short(matched.items)], [sections, items]);
  });
}

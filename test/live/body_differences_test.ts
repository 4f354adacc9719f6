import type { Difference } from "../../lib/live/diff/difference.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/codec/json_value.ts";
import { sameSense } from "../../lib/codec/same_sense.ts";
import { differences } from "../../lib/live/diff/body_differences.ts";
import { formRules } from "../../lib/looker/equality.ts";

/** Differences in short: sign, part, path, values. */
function short(from: JsonObject, to: JsonObject): JsonValue[][] {
  return differences(from, to, {
    type: "dashboards",
    nameOf: (type, id) => id === "7" ? `the ${type}` : null,
  }).map((one) => [
    one.kind,
    one.part.join(" › "),
    one.path,
    name(one.from, one.from_name),
    name(one.to, one.to_name),
  ]);
}

const name = (value: JsonValue, known: string | undefined): JsonValue =>
  known === undefined ? value : `${known} (${value})`;

const tile = (id: string, title: string, more: JsonObject = {}): JsonObject => ({
  id,
  title,
  type: "vis",
  ...more,
});
const place = (tile: string, row: number, column = 0, more: JsonObject = {}): JsonObject => ({
  id: `c${tile}`,
  dashboard_element_id: tile,
  row,
  column,
  width: 8,
  height: 6,
  ...more,
});
const board = (tiles: JsonObject[], places: JsonObject[] = []): JsonObject => ({
  id: "1",
  dashboard_elements: tiles,
  dashboard_layouts: [{ id: "9", dashboard_layout_components: places }],
});
const query = (filters: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: crypto.randomUUID(),
  slug: crypto.randomUUID(),
  client_id: crypto.randomUUID(),
  model: "m",
  filters,
  ...more,
});

const CASES: [name: string, from: JsonObject, to: JsonObject, found: JsonValue[][]][] = [
  ["a title", { id: "1", title: "a" }, { id: "1", title: "b" }, [["changed", "", "title", "a", "b"]]],
  ["nothing, where a null is left out", { id: "1", a: null, b: 1 }, { id: "1", b: 2 }, [
    ["changed", "", "b", 1, 2],
  ]],
  [
    "a tile's filter",
    board([tile("1", "Revenue", { query: query({ "o.date": "7 days" }) })]),
    board([
      tile("1", "Revenue", { query: query({ "o.date": "30 days" }) }),
    ]),
    [["changed", 'tile "Revenue"', "query.filters.o.date", "7 days", "30 days"]],
  ],
  [
    "a tile's filter once, though the tile holds its query twice",
    board([tile("1", "R", { query: query({ d: "1" }), result_maker: { query: query({ d: "1" }) } })]),
    board([tile("1", "R", { query: query({ d: "2" }), result_maker: { query: query({ d: "2" }) } })]),
    [["changed", 'tile "R"', "result_maker.query.filters.d", "1", "2"]],
  ],
  ["a move", board([tile("1", "R")], [place("1", 0)]), board([tile("1", "R")], [place("1", 4)]), [
    [
      "moved",
      'tile "R"',
      "layout",
      { row: 0, column: 0, width: 8, height: 6 },
      { row: 4, column: 0, width: 8, height: 6 },
    ],
  ]],
  [
    "nothing of the order in which tiles are listed",
    { ...board([tile("1", "A"), tile("2", "B")]), title: "x" },
    { ...board([tile("2", "B"), tile("1", "A")]), title: "y" },
    [["changed", "", "title", "x", "y"]],
  ],
  ["a tile that came and one that went", board([tile("1", "A")]), board([tile("2", "B")]), [
    ["removed", 'tile "A"', "", tile("1", "A"), null],
    ["added", 'tile "B"', "", null, tile("2", "B")],
  ]],
  ["a tile made anew, by its title", board([tile("1", "A", { x: 1 })]), board([tile("2", "A", { x: 2 })]), [
    ["changed", 'tile "A"', "id", "1", "2"],
    ["changed", 'tile "A"', "x", 1, 2],
  ]],
  [
    "two tiles of one title by their ids",
    board([tile("1", "A", { x: 1 }), tile("2", "A", { x: 2 })]),
    board([
      tile("2", "A", { x: 2 }),
      tile("1", "A", { x: 3 }),
    ]),
    [["changed", 'tile "A"', "x", 1, 3]],
  ],
  [
    "a listener by its filter",
    {
      result_maker: {
        filterables: [{
          model: "m",
          view: "v",
          listen: [{ dashboard_filter_name: "F", field: "a" }, { dashboard_filter_name: "G", field: "b" }],
        }],
      },
    },
    {
      result_maker: {
        filterables: [{
          model: "m",
          view: "v",
          listen: [{ dashboard_filter_name: "G", field: "b" }, { dashboard_filter_name: "F", field: "c" }],
        }],
      },
    },
    [["changed", 'filterable "v" › listener "F"', "field", "a", "c"]],
  ],
  ["members with their names", { _vault: { users: ["1", "2"] } }, { _vault: { users: ["2", "7"] } }, [
    ["removed", "", "_vault.users", "1", null],
    ["added", "", "_vault.users", null, "the users (7)"],
  ]],
  ["a folder with its name", { folder_id: "7" }, { folder_id: "8" }, [
    ["changed", "", "folder_id", "the folders (7)", "8"],
  ]],
  ["access by whom it is for", {
    content_metadata_accesses: [{ id: "1", group_id: "7", user_id: null, permission_type: "view" }],
  }, {
    content_metadata_accesses: [{ id: "1", group_id: "7", user_id: null, permission_type: "edit" }],
  }, [["changed", 'access of group "the groups"', "permission_type", "view", "edit"]]],
  ["another order of fields", { fields: ["a", "b"] }, { fields: ["b", "a"] }, [
    ["reordered", "", "fields", ["a", "b"], ["b", "a"]],
  ]],
  ["a word that stands twice", { fields: ["a"] }, { fields: ["a", "a"] }, [[
    "added",
    "",
    "fields",
    null,
    "a",
  ]]],
  ["a list that came", { a: null }, { a: [1] }, [["added", "", "a", null, 1]]],
  ["integers beyond 2^53", { a: 9007199254740993n }, { a: 9007199254740995n }, [
    ["changed", "", "a", 9007199254740993n, 9007199254740995n],
  ]],
  ["an echo alone, rather than nothing", { updated_at: "1" }, { updated_at: "2" }, [
    ["changed", "", "updated_at", "1", "2"],
  ]],
  ["a null that came among data", { vis_config: {} }, { vis_config: { a: null } }, [
    ["added", "", "vis_config.a", null, null],
  ]],
  ["an empty list that came among data", { vis_config: { a: null } }, { vis_config: { a: [] } }, [
    ["changed", "", "vis_config.a", null, []],
  ]],
  ["nothing of another spelling of nothing", { a: "", b: [], c: null, total: false, e: ["", { f: [] }] }, {
    a: null,
    b: "",
    total: null,
    e: [null, { f: "" }],
  }, []],
  ["what changed, and not what says nothing", { a: "", b: false, hidden: null, t: "x" }, {
    b: null,
    hidden: true,
  }, [
    ["changed", "", "b", false, null],
    ["changed", "", "hidden", null, true],
    ["changed", "", "t", "x", null],
  ]],
  [
    "the order of tiles alone, rather than nothing",
    board([tile("1", "A"), tile("2", "B")]),
    board([
      tile("2", "B"),
      tile("1", "A"),
    ]),
    [["reordered", "", "dashboard_elements", ["A", "B"], ["B", "A"]]],
  ],
  ["keys of Object.prototype as keys", { constructor: 1, toString: "a" }, { constructor: 2, toString: "a" }, [
    ["changed", "", "constructor", 1, 2],
  ]],
  ["nothing of the same", board([tile("1", "A")]), board([tile("1", "A")]), []],
];

for (const [what, from, to, found] of CASES) {
  Deno.test(`differences() tells ${what}`, () => {
    assertEquals(short(from, to), found);
  });
}

Deno.test("differences() of what is turned round are the same the other way round", () => {
  const turned: Record<string, Difference["kind"]> = { added: "removed", removed: "added" };
  for (const [what, from, to] of CASES) {
    const there = differences(from, to).map(({ kind, path }) => `${turned[kind] ?? kind} ${path}`).sort();
    const back = differences(to, from).map(({ kind, path }) => `${kind} ${path}`).sort();
    assertEquals(back, there, what);
  }
});

/** Small JSON, with keys that the comparison knows and lists of parts among it. */
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<JsonValue>(null, true, false, 0, 1, "", "a", "1"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "id",
        "title",
        "query",
        "updated_at",
        "dashboard_elements",
        "dashboard_layouts",
        "look",
        "hidden",
        "vis_config",
        "x",
      ),
      tie("json"),
      { maxKeys: 4 },
    ),
  ),
}));
const object = json.filter(isJsonObject);

Deno.test("differences() tells nothing only of what is the same, whatever the bodies", () => {
  fc.assert(
    fc.property(object, object, (from, to) => {
      assertEquals(differences(from, structuredClone(from)), []);
      const isSame = sameSense(from, to, formRules("dashboards"));
      assertEquals(
        differences(from, to, { type: "dashboards" }).length === 0,
        isSame,
        JSON.stringify([from, to]),
      );
    }),
    { numRuns: 3000 },
  );
});

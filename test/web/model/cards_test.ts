import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Body, Card, Line, Op, Tile } from "../../../lib/web/data/card.ts";
import { applyOps, cardAt } from "../../../lib/web/model/apply_ops.ts";
import { diffCards } from "../../../lib/web/model/diff_cards.ts";
import { summaryOf, wordsOf } from "../../../lib/web/model/words.ts";

const text = fc.oneof(
  fc.constantFrom("", "a", "Revenue", "__proto__", "constructor", "7 days", "\u202eevil"),
  fc.string(),
);
const line: fc.Arbitrary<Line> = fc.oneof(
  text,
  fc.record({ to: fc.constantFrom("users/1", "groups/2"), as: text }, { requiredKeys: ["to"] }),
);
const query = fc.record({
  x: text,
  fields: fc.array(text, { maxLength: 3 }),
  filters: fc.dictionary(text, text, { maxKeys: 3 }),
  limit: text,
}, { requiredKeys: ["x", "fields"] });
const id = fc.constantFrom("1", "2", "3", "4", "x");
const unique = { selector: (part: { id: string }): string => part.id, maxLength: 4 };
const tile: fc.Arbitrary<Tile> = fc.record({
  id,
  title: text,
  vis: fc.constantFrom("looker_line", "text"),
  at: fc.tuple(fc.nat(9), fc.nat(23), fc.nat(24), fc.nat(9)),
  tab: id,
  q: query,
}, { requiredKeys: ["id", "title", "vis", "at"] });
const card: fc.Arbitrary<Card> = fc.record({
  title: text,
  text,
  folder: fc.constantFrom("folders/1", "folders/2"),
  facts: fc.dictionary(text, fc.oneof(line, fc.uniqueArray(line, { maxLength: 3 })), { maxKeys: 3 }),
  filters: fc.uniqueArray(fc.record({ id, title: text, def: text }), unique),
  tiles: fc.uniqueArray(tile, unique),
  sections: fc.uniqueArray(
    fc.record({ id, title: text, items: fc.array(line, { maxLength: 3 }) }),
    unique,
  ),
}, { requiredKeys: ["title"] });

/** Lists of facts and tiles have no order here; what is empty is as if it were not there. */
function normal(card: Card): string {
  const text = (value: unknown): string => JSON.stringify(value, keysSorted);
  const sorted = (list: readonly unknown[]): string[] => list.map(text).sort();
  const facts = Object.entries(card.facts ?? {})
    .map(([key, value]) => text([key, Array.isArray(value) ? sorted(value) : value]));
  const lists = Object.entries(card).filter(([, value]) => Array.isArray(value) && value.length > 0)
    .map(([key, value]) => text([key, key === "tiles" ? sorted(value as unknown[]) : value]));
  return text([card.title, card.text, card.folder, facts.sort(), lists.sort()]);
}

/** A query without filters is one with none. */
function keysSorted(key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return key === "filters" && entries.length === 0 ? undefined : entries;
}

Deno.test("diffCards() says what makes one card of the other, forwards and backwards", () => {
  fc.assert(fc.property(card, card, (a, b) => {
    const ops = diffCards(a, b);
    assertEquals(normal(applyOps(a, ops)), normal(b));
    assertEquals(normal(applyOps(b, ops, true)), normal(a));
  }));
});

Deno.test("diffCards() finds nothing between a card and its copy", () => {
  fc.assert(fc.property(card, (one) => assertEquals(diffCards(one, structuredClone(one)), [])));
});

Deno.test("cardAt() walks back from the newest card, and leaves it as it is", () => {
  fc.assert(fc.property(fc.array(card, { minLength: 1, maxLength: 4 }), (cards) => {
    const newest = cards.at(-1) ?? { title: "" };
    const versions = cards.map((one, r) => ({
      r,
      at: 0,
      by: null,
      ops: r === 0 ? [] : diffCards(cards[r - 1] ?? one, one),
    }));
    const body: Body = { card: newest, versions }, before = structuredClone(body);
    cards.forEach((one, place) => assertEquals(normal(cardAt(body, place)), normal(one)));
    assertEquals(body, before);
  }));
});

const TILE: Tile = { id: "7", title: "Revenue", vis: "single_value", at: [0, 0, 6, 3] };

Deno.test("wordsOf() and summaryOf() name the part, the property and both values", () => {
  const rows: [Op, string][] = [
    [{ k: "prop", p: "title", a: "A", b: "B" }, "title A → B"],
    [{ k: "prop", p: "folder", a: "folders/1", b: "folders/2" }, "folder Shared → Sales"],
    [{ k: "prop", p: "text", b: "Mind the gap" }, "description none → Mind the gap"],
    [{ k: "fact", p: "crontab", a: "0 6 * * *", b: "0 7 * * *" }, "crontab 0 6 * * * → 0 7 * * *"],
    [{ k: "list", p: "access", add: [{ to: "folders/1", as: "View" }], del: [] }, "access + Shared: View"],
    [{ k: "list", p: "members", add: [], del: [{ to: "folders/2" }] }, "members − Sales"],
    [{ k: "+", of: "tiles", id: "7", b: TILE, i: 0 }, "tile “Revenue”: added"],
    [{ k: "-", of: "tiles", id: "7", a: { ...TILE, title: " " }, i: 0 }, "tile 7: removed"],
    [
      {
        k: "part",
        of: "tiles",
        id: "7",
        t: "Revenue",
        p: "q.filters",
        f: "orders.date",
        a: "7 days",
        b: "30 days",
      },
      "tile “Revenue”: filter orders.date 7 days → 30 days",
    ],
    [
      { k: "part", of: "tiles", id: "7", t: "Revenue", p: "at", a: [0, 0, 6, 3], b: [4, 0, 12, 3] },
      "tile “Revenue”: moved and resized row 1, column 1, 6×3 → row 5, column 1, 12×3",
    ],
    [
      { k: "part", of: "filters", id: "1", t: "\u202eDate", p: "def", a: "", b: "7 days" },
      "filter “\\u202eDate”: default none → 7 days",
    ],
    [
      { k: "note", in: "tile “Revenue”", p: "vis_config.color", a: "red", b: "blue" },
      "tile “Revenue”: vis config.color red → blue",
    ],
  ];
  const nameOf = (key: string): string => ({ "folders/1": "Shared", "folders/2": "Sales" })[key] ?? key;
  for (const [op, summary] of rows) assertEquals(summaryOf([op], nameOf), summary);
  assertEquals(summaryOf([]), "no visible difference");
  assertEquals(summaryOf(rows.slice(0, 3).map(([op]) => op), nameOf), "title A → B +2 more");
  assertEquals(wordsOf({ k: "list", p: "members", add: [], del: ["x"] }).sign, "-");
});

Deno.test("summaryOf() cuts long values, and no character in half", () => {
  const long = summaryOf([{ k: "prop", p: "title", a: "🚀".repeat(80), b: "B" }]);
  assertEquals(long, `title ${"🚀".repeat(57)}… → B`);
});

Deno.test("diffCards() tells that sections, tabs and filters are in another order, and of tiles nothing", () => {
  const section = (id: string, title: string): { id: string; title: string; items: Line[] } => ({
    id,
    title,
    items: [],
  });
  const [one, two, three] = [section("1", "Start"), section("2", ""), section("3", "Old")];
  const ops = diffCards({ title: "", sections: [one, two, three] }, { title: "", sections: [three, one] });
  assertEquals(ops.map((op) => wordsOf(op)).map(({ part, what, from, to }) => [part, what, from, to]), [
    ["section 2", "removed", null, null],
    ["", "order of the sections", "Start, Old", "Old, Start"],
  ]);
  const tiles = ["1", "2"].map((id): Tile => ({ id, title: id, vis: "text", at: [0, 0, 1, 1] }));
  assertEquals(diffCards({ title: "", tiles }, { title: "", tiles: tiles.toReversed() }), []);
});

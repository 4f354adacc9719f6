import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { quoted, withoutEscapes } from "../../lib/base/quoted.ts";
import { itemWords } from "../../lib/looker/item_ref.ts";

for (
  const [name, shown] of [
    ["Revenue", '"Revenue"'],
    ["größe 📈", '"größe 📈"'],
    ['The "Big" one', '"The \\"Big\\" one"'],
    // Without the second backslash, the quote after it would not be the end.
    ["Costs\\", '"Costs\\\\"'],
    ['Costs\\"', '"Costs\\\\\\""'],
    ["two\nlines\t.", '"two\\nlines\\t."'],
    // Not the same text as the line end above it.
    ["two\\nlines", '"two\\\\nlines"'],
    ["\u001b[31mred\u0007", '"\\x1b[31mred\\x07"'],
    ["\u202egpj\u2028", '"\\u202egpj\\u2028"'],
  ] as const
) {
  Deno.test(`quoted() of ${JSON.stringify(name)} is unambiguous and one line`, () => {
    assertEquals(quoted(name), shown);
    assertEquals(itemWords({ type: "dashboards", id: "30" }, name), `dashboards 30 ${shown}`);
  });
}

Deno.test("quoted() loses nothing, and two texts never look the same", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assertEquals(withoutEscapes(quoted(text).slice(1, -1)), text.toWellFormed());
  }));
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', "\\", "n", "x", "0", "a", "\n", "\u001b") }),
      (text) => {
        assertEquals(withoutEscapes(quoted(text).slice(1, -1)), text);
      },
    ),
  );
});

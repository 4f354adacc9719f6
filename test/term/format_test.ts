import { assertEquals } from "@std/assert";
import { cellWidth, pad, truncate, wrap } from "../../lib/term/cell.ts";
import { bytes, clockTime, count, counted, duration, percent, rate } from "../../lib/term/format.ts";

const cases: [string, string, string][] = [
  ["count(0)", count(0), "0"],
  ["count(999)", count(999), "999"],
  ["count(1000)", count(1000), "1,000"],
  ["count(-1234567)", count(-1234567), "-1,234,567"],
  ["counted(1)", counted(1, "call"), "1 call"],
  ["counted(1200)", counted(1200, "call"), "1,200 calls"],
  ["bytes(0)", bytes(0), "0 B"],
  ["bytes(999)", bytes(999), "999 B"],
  ["bytes(1000)", bytes(1000), "1.0 kB"],
  ["bytes(999600)", bytes(999_600), "1.0 MB"],
  ["bytes(12.34 MB)", bytes(12_340_000), "12.3 MB"],
  ["bytes(123 GB)", bytes(123_400_000_000), "123 GB"],
  ["duration(0.04)", duration(0.04), "0.0 s"],
  ["duration(9.94)", duration(9.94), "9.9 s"],
  ["duration(59.6)", duration(59.6), "1 min 0 s"],
  ["duration(3725)", duration(3725), "1 h 2 min"],
  ["clockTime(7)", clockTime(7), "0:07"],
  ["clockTime(3723)", clockTime(3723), "1:02:03"],
  ["rate(0)", rate(0), "0/s"],
  ["rate(3.44)", rate(3.44), "3.4/s"],
  ["rate(1512)", rate(1512), "1,512/s"],
  ["percent(0, 0)", percent(0, 0), "100%"],
  ["percent(999, 1000)", percent(999, 1000), "99%"],
  ["percent(1, 3)", percent(1, 3), "33%"],
  ["truncate() of what fits", truncate("abc", 3), "abc"],
  ["truncate() of what does not", truncate("abcd", 3), "ab…"],
  ["truncate() never halves a wide character", truncate("日本語", 4), "日…"],
  ["truncate() never halves a cluster", truncate("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…"],
  ["truncate() to nothing", truncate("abc", 0), ""],
  ["pad() on the left", pad("日", 4, "right"), "  日"],
  ["pad() on the right", pad("ab", 4), "ab  "],
  ["wrap() between words", wrap("one two three", 7).join("|"), "one two|three"],
  ["wrap() of a long word", wrap("a abcdefgh b", 4).join("|"), "a|abcd|efgh|b"],
];
for (const [name, actual, expected] of cases) {
  Deno.test(`${name} is ${JSON.stringify(expected)}`, () => assertEquals(actual, expected));
}

Deno.test("cellWidth() counts cells, not characters", () => {
  assertEquals(
    [cellWidth("abc"), cellWidth("日本"), cellWidth("e\u0301"), cellWidth("\x1b[31mred\x1b[39m")],
    [3, 4, 1, 3],
  );
});

import { assertEquals, assertFalse } from "@std/assert";
import { parse } from "@std/csv";
import fc from "fast-check";
import { csvLine } from "../../lib/term/csv.ts";
import { HOSTILE, steers } from "./_fakes.ts";

const CELLS: [value: string | number | boolean | null, cell: string][] = [
  ["plain", "plain"],
  ["", ""],
  [null, ""],
  [1.5, "1.5"],
  [false, "false"],
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\nlines", "two\\nlines"],
  [" padded ", '" padded "'],
  ["one\rtwo", "one\\rtwo"],
  ["one\u2028\u202etwo\x1b[31m\x9b", "one\\u2028\\u202etwo\\x1b[31m\\x9b"],
  [' "padded" ', '" ""padded"" "'],
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "\\t=1"],
  [" =1", "' =1"],
  ["＝1", "'＝1"],
  ["-5", "-5"],
  ["+41", "+41"],
  ["-1.25", "-1.25"],
  ["a=b", "a=b"],
];

for (const [value, cell] of CELLS) {
  Deno.test(`csvLine() writes ${JSON.stringify(value)} so that no spreadsheet runs it`, () => {
    assertEquals(csvLine(["x", value]), `x,${cell}`);
  });
}

Deno.test("csvLine() that is raw is read back as it was written, whatever is in it", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", '"', ",", "\n", "'", "é", "😀") }).map((end) =>
    `x${end}`
  );
  fc.assert(fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
    const raw = { raw: true };
    const rows = parse(`${csvLine(cells, raw)}\n${csvLine(["end", ...cells.slice(1)], raw)}\n`);
    assertEquals(rows, [cells, ["end", ...cells.slice(1)]]);
  }));
});

Deno.test("csvLine() lets nothing steer a terminal, unless it is raw", () => {
  for (const title of HOSTILE) {
    assertFalse(steers(csvLine([title])));
    assertFalse(csvLine([title]).includes("\n"));
  }
  assertEquals(csvLine(["=1", "a\u001b\nb", "\u202e"], { raw: true }), '=1,"a\u001b\nb",\u202e');
});

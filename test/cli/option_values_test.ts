import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "commander";
import { yamlText } from "../../lib/cli/commands/show_command.ts";
import { indentJson } from "../../lib/cli/indent_json.ts";
import { commaList, positiveNumber, wholeNumber } from "../../lib/cli/option_values.ts";

for (const text of ["", "x", "1.5", "-1", "51", "0", "1e1", "١", "99999999999999999999"]) {
  Deno.test(`wholeNumber(1, 50) refuses "${text}"`, () =>
    void assertThrows(() => wholeNumber(1, 50)(text), InvalidArgumentError));
}

Deno.test("wholeNumber(), positiveNumber() and commaList() read what they should", () => {
  assertEquals([
    wholeNumber(1, 50)("1"),
    wholeNumber(1, 50)("50"),
    wholeNumber(0)("0"),
    positiveNumber("0.5"),
  ], [1, 50, 0, 0.5]);
  assertEquals(commaList("c, d,", ["a", "b"]), ["a", "b", "c", "d"]);
  assertThrows(() => commaList(" , ", undefined), InvalidArgumentError);
  assertThrows(() => positiveNumber("0"), InvalidArgumentError);
});

const AWKWARD =
  '{"a":[],"b":{},"c":[1,{"x":[[]]}],"big":9007199254740993,"neg":-0,"exp":1e21,"s":"{[,:]}\\"\\\\ \\u202e","__proto__":null}';

Deno.test("indentJson() changes white space only", () => {
  assertEquals(
    indentJson(AWKWARD).split("\n").map((line) => line.trim()).join("").replaceAll('": ', '":'),
    AWKWARD,
  );
  assertEquals(indentJson(indentJson(AWKWARD)), indentJson(AWKWARD));
});

for (
  const value of [[], {}, 1, "a b", null, [1, 2], { a: [], b: {}, c: [{}, [[]], { d: "e" }] }, [[[[1]]], []]]
) {
  Deno.test(`indentJson() prints ${JSON.stringify(value)} as JSON.stringify would`, () => {
    assertEquals(indentJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
  });
}

Deno.test("yamlText() keeps every number as it stands", async () => {
  assertEquals(
    await yamlText(
      '{"big":9007199254740993,"neg":-0,"exp":1E21,"n":1.5,"text":"yes exactNumber0_","list":[1,null]}',
    ),
    "big: 9007199254740993\nneg: -0\nexp: 1E21\n'n': 1.5\ntext: yes exactNumber0_\nlist:\n  - 1\n  - null\n",
  );
});

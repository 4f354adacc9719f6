import { assertEquals } from "@std/assert";
import { type ValueSource, valueSource } from "../../lib/looker/value_source.ts";

const WORDS: [word: string | null | undefined, source: ValueSource | null][] = [
  ["User Setting", "user"],
  ["user", "user"],
  [" USER SETTING ", "user"],
  ["Default", "default"],
  ["System Setting", "system"],
  ["No Value", "none"],
  ["", "none"],
  [null, "none"],
  [undefined, "none"],
  ["group", "group"],
  ["Group: Sales", "group"],
  // The nearest known word is a guess.
  ["User Group", null],
  ["user_import", null],
  ["Users", null],
  ["Default Group", null],
  ["SAML", null],
  ["groupon", null],
  ["constructor", null],
];

for (const [word, source] of WORDS) {
  Deno.test(`valueSource() of ${JSON.stringify(word)} is ${source}`, () =>
    assertEquals(valueSource(word), source));
}

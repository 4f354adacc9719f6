import { assertEquals, assertNotEquals } from "@std/assert";
import { drawn } from "../../scripts/texts/draw.ts";
import { sentencesOf } from "../../scripts/texts/sentences.ts";
import { textOf } from "../../scripts/texts/text.ts";

Deno.test("a seed always draws the same, none twice", () => {
  const list = Array.from({ length: 500 }, (_, index) => index);
  const taken = drawn(list, 60, 7);
  assertEquals(taken, drawn(list, 60, 7));
  assertNotEquals(taken, drawn(list, 60, 8));
  assertEquals(new Set(taken).size, 60);
  assertEquals(drawn([1, 2], 60, 7).sort(), [1, 2]);
});

Deno.test("a text is taken apart into its sentences; names, file endings and SQL are none", () => {
  const sentences = (words: string): string[] =>
    sentencesOf(textOf("a.md", "prose", [{ text: words, line: 1 }])).map((one) => one.words);
  assertEquals(
    sentences("The vault is `a.db` here. It is 2.5 MB large! Is it? SELECT id FROM items WHERE x"),
    [
      "The vault is `a.db` here.",
      "It is 2.5 MB large!",
    ],
  );
});

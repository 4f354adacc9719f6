import { assert, assertEquals } from "@std/assert";
import { SET_NAMES, textsOf } from "../../scripts/texts/sources.ts";
import { textOf } from "../../scripts/texts/text.ts";
import { paragraphsOf } from "../../scripts/texts/markdown.ts";
import { testNames, textsOfCode } from "../../scripts/texts/typescript.ts";
import { hitLine, hitsIn } from "../../scripts/words/search.ts";
import { FORBIDDEN } from "../../scripts/words/table.ts";

for (const set of SET_NAMES) {
  Deno.test(`no text of the set ${set} has a forbidden phrase (deno task words ${set})`, () => {
    const texts = textsOf(set);
    assert(texts.length > 20, `only ${texts.length} texts were found`);
    assertEquals(hitsIn(texts).map(hitLine), []);
  });
}

Deno.test("a forbidden phrase is found whatever its form, and across lines", () => {
  const found = (words: string): string[] =>
    hitsIn([textOf("a.md", "prose", [{ text: words, line: 1 }])]).map((hit) => hit.found);
  const table = [
    ["The next run goes on\nwith it.", ["goes on with"]],
    ["It stands in the vault; they stood beside it.", ["stands in", "stood beside"]],
    ["Put it back, put right what is broken, and bring them back.", [
      "put right",
      "bring them back",
      "Put it back",
    ]],
    ["The item is not whole and was left alone.", ["left alone", "not whole"]],
    ["Colours are recognised by their behaviour; an unlabelled artefact, Licences.", [
      "Colours",
      "Licences",
      "artefact",
      "behaviour",
      "recognised",
      "unlabelled",
    ]],
    ["The noise is promised; a surprised advisor revised specs/looker-behaviour.md.", []],
    ["A stand-in, a leader, and the whole of it: the vault is in use.", []],
  ] as const;
  for (const [words, expected] of table) assertEquals(found(words).sort(), [...expected].sort(), words);
});

Deno.test("every phrase of the table says what to write instead, and is a pattern", () => {
  for (const { phrase, write } of FORBIDDEN) {
    assert(write.length > 3, phrase);
    new RegExp(phrase);
  }
});

Deno.test("a hit names the line at which it begins", () => {
  const page = "# Title\n\nFirst line\nof a paragraph that goes\non with it.\n\n- and an item\n";
  const [hit, ...others] = hitsIn(paragraphsOf("a.md", page));
  assertEquals([hit?.file, hit?.line, others], ["a.md", 4, []]);
});

Deno.test("messages, comments and names of tests are taken from code, joined as they are shown", () => {
  const code = [
    "/** Says it. */",
    'const one = `The vault ${name} goes` +\n  " on with";',
    "// A remark that",
    "// is one text.",
    'const two = "word", three = /a regular expression/;',
    'Deno.test("a name of a test", () => {});',
    "f(`outer ${list.map((x) => `inner text ${x}`)}`);",
  ].join("\n");
  const texts = textsOfCode("a.ts", code).map(({ kind, words }) => [kind, words]);
  assertEquals(texts, [
    ["message", "The vault … goes on with"],
    ["message", "a name of a test"],
    ["message", "outer …"],
    ["message", "inner text …"],
    ["comment", "Says it."],
    ["comment", "A remark that is one text."],
  ]);
  assertEquals(testNames("a.ts", code).map(({ words }) => words), ["a name of a test"]);
});

/**
 * `deno task sentences --seed N --count N [--set NAME]`: prints random sentences from all texts that users or
 * developers read. The same seed selects the same sentences from the same texts.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { lineAt } from "./texts/text.ts";
import { SET_NAMES, type SetName, textsOf } from "./texts/sources.ts";
import { drawn } from "./texts/draw.ts";
import { type Sentence, sentencesOf } from "./texts/sentences.ts";

/** The sets to use if none are given. Only developers read the names of tests. */
const USUAL = SET_NAMES.filter((name) => name !== "tests");

const { seed, count, set: chosen } = parseArgs(Deno.args, {
  string: ["seed", "count", "set"],
  collect: ["set"],
  default: { seed: "1", count: "60" },
});
const sets = chosen.length > 0 ? chosen.map(setName) : USUAL;
const all = sets.flatMap((set) => textsOf(set).flatMap((text) => sentencesOf(text)));
for (const [index, sentence] of drawn(all, Number(count), Number(seed)).entries()) show(index + 1, sentence);
console.log(`\n${count} of ${all.length} sentences, seed ${seed}.`);

function show(number: number, { words, at, text }: Sentence): void {
  console.log(
    `${String(number).padStart(3)}. ${words}\n     ${text.file}:${lineAt(text, at)} (${text.kind})`,
  );
}

function setName(word: unknown): SetName {
  const found = SET_NAMES.find((name) => name === word);
  if (found === undefined) {
    console.error(`Cannot use ${word}: the sets are ${SET_NAMES.join(", ")}`);
    Deno.exit(2);
  }
  return found;
}

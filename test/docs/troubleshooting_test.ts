import { assert, assertEquals } from "@std/assert";
import { textsOf } from "../../scripts/texts/sources.ts";
import { lineAt } from "../../scripts/texts/text.ts";
import { textOf } from "./_markdown.ts";

const PAGE = "docs/troubleshooting.md";
/** Parts of a heading between values that are shorter than this say nothing by themselves. */
const SHORTEST = 6;

interface Heading {
  line: number;
  message: string;
}

/** The headings that quote a message, with the lines at which they are. */
function headings(page: string): Heading[] {
  return page.split("\n").flatMap((text, index) => {
    const message = /^### (`+)(.+)\1$/.exec(text)?.[2];
    return message === undefined ? [] : [{ line: index + 1, message }];
  });
}

/** What the program can print, each with where it is written. */
const MESSAGES = textsOf("messages");

/** The parts of a heading which no message has; `…` stands for values. */
function unknownParts(message: string): string[] {
  return message.split("…").map((part) => part.replace(/^[\s:,;("]+|[\s:,;("]+$/g, ""))
    .filter((part) => part.length >= SHORTEST && !MESSAGES.some(({ words }) => words.includes(part)));
}

/** The message of the program that has most words of a part, and where it is. */
function nearest(part: string): string {
  const wanted = part.split(/\W+/);
  const [best] = MESSAGES.map((text) => {
    const words = new Set(text.words.split(/\W+/));
    const common = wanted.filter((word) => words.has(word)).length;
    return { text, score: common / wanted.length - words.size / 10_000 };
  }).sort((a, b) => b.score - a.score);
  return best === undefined ? "" : `${best.text.file}:${lineAt(best.text, 0)}: ${best.text.words}`;
}

Deno.test("each heading of the page of troubleshooting is a message of the program", () => {
  const wrong = headings(textOf(PAGE)).flatMap(({ line, message }) =>
    unknownParts(message).map((part) =>
      `${PAGE}:${line}: no message has "${part}" any more. Is it this one? ${nearest(part)}`
    )
  );
  assertEquals(wrong, []);
});

Deno.test("the page of troubleshooting has many messages, each once, each with what to do", () => {
  const page = textOf(PAGE), all = headings(page);
  assert(all.length >= 40, `only ${all.length} messages`);
  assertEquals(new Set(all.map(({ message }) => message)).size, all.length);
  for (const { message } of all) {
    assert(message.split("…").some((part) => part.trim().length >= SHORTEST), `${message} says nothing`);
    const [, below = ""] = page.split(`${message}\``);
    const [section = ""] = below.split(/\n##+ /);
    assert(section.trim().split("\n\n").length >= 1 && section.length > 80, `${message} has no advice`);
  }
});

Deno.test("a message that was rewritten is noticed", () => {
  assertEquals(unknownParts("Cannot reach …: the pigeons are tired"), ["the pigeons are tired"]);
  assertEquals(unknownParts("Cannot reach …: the connection was refused"), []);
});

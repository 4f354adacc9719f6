import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { STORY, typed } from "../../scripts/demo_story.ts";
import { COLUMNS, recorded } from "../../scripts/record/record.ts";
import { svgOf } from "../../scripts/record/svg.ts";
import { type Run, Terminal } from "../../scripts/record/terminal.ts";

/** What a person sees in each line after these outputs. */
function seen(...outputs: string[]): string[] {
  const terminal = new Terminal(20);
  outputs.forEach((output) => terminal.write(output));
  return terminal.lines().map(textOf);
}

function textOf(runs: readonly Run[]): string {
  return runs.reduce((line, { column, text }) => line.padEnd(column) + text, "");
}

Deno.test("a terminal knows what is left of lines that were drawn again", () => {
  assertEquals(seen("one\ntwo\n", "three"), ["one", "two", "three"]);
  assertEquals(seen("50 %", "\r", "100 %"), ["100 %"]);
  assertEquals(seen("a\nb\nc", "\r\x1b[1A\x1b[Kx"), ["a", "x", "c"]);
  assertEquals(seen("a\nbar\nbar", "\r\x1b[1A\x1b[Jdone\n"), ["a", "done"]);
  assertEquals(seen("\x1b[?25lbar\x1b[2K\x1b[?25h\rend"), ["end"]);
  assertEquals(seen("x".repeat(25)), ["x".repeat(20), "x".repeat(5)]);
  assertThrows(() => seen("\x1b[3X"), Error, "unknown");
});

Deno.test("a terminal keeps styles, and where each run begins", () => {
  const terminal = new Terminal(40);
  terminal.write("\x1b[1mbold \x1b[31mred\x1b[39m\x1b[22m   plain");
  assertEquals(terminal.lines(), [[
    { column: 0, text: "bold", styles: ["bold"] },
    { column: 5, text: "red", styles: ["bold", "red"] },
    { column: 11, text: "plain", styles: [] },
  ]]);
});

Deno.test("a picture shows each screen for its time, and the last one to those who want no motion", () => {
  const screens = ["<one>", "two"].map((text) => ({
    lines: [[{ column: 0, text, styles: [] }]],
    seconds: 5,
  }));
  const svg = svgOf({ title: "A & B", columns: 10, screens });
  assertStringIncludes(svg, "<title>A &amp; B</title>");
  assertStringIncludes(svg, "&lt;one&gt;");
  assertStringIncludes(svg, ".s{opacity:0}.s1{opacity:1}");
  assertStringIncludes(svg, ".s0{animation:k0 10s infinite}");
});

/** Words of a line; numbers and moments differ from run to run. */
function words(line: string): string {
  return line.replaceAll(/\b[0-9a-f]{12}\b/g, "ID").replaceAll(/\d[\d.,:]*/g, "0").replaceAll(
    /\s+/g,
    " ",
  ).trim();
}

Deno.test("docs/images/terminal.svg is what the demo prints today (deno task record)", async () => {
  const svg = await Deno.readTextFile(new URL("../../docs/images/terminal.svg", import.meta.url));
  assert(svg.length < 60_000, `${svg.length} bytes`);
  const shown = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, spans = ""]) =>
    [...spans.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map(([, text]) => text).join(" ")
      .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&")
  );
  const printed = (await recorded()).flat().filter((runs) => runs.length > 0)
    .map((runs) => runs.map(({ text }) => text).join(" "));
  assertEquals(shown.map(words), printed.map(words));
  for (const scene of STORY) if (scene.recorded) assert(shown.includes(`$ ${typed(scene)}`), typed(scene));
  assert(COLUMNS === 88);
});

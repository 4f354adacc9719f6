import { assertEquals, assertThrows } from "@std/assert";
import { drawn, page } from "../../scripts/architecture.ts";
import { mermaid, reduced, roomsOf, withDiagram } from "../../scripts/architecture_diagram.ts";

const FILES = [
  {
    path: "lib/top/a.ts",
    text: 'import { b } from "../middle/b.ts";\nimport type { C } from "../low/c.ts";',
  },
  { path: "lib/middle/b.ts", text: 'export * from "../low/c.ts";\nconst d = await import("./d.ts");' },
  { path: "lib/middle/d.ts", text: "" },
  { path: "lib/low/c.ts", text: 'import "npm:far";' },
  { path: "lib/deps/e.ts", text: 'import "../top/a.ts";' },
];
const roomOf = (path: string): string | null => /^lib\/(?!deps)([a-z]+)\//.exec(path)?.[1] ?? null;

Deno.test("rooms import what their files import, types and dynamic imports included, themselves aside", () => {
  assertEquals(
    roomsOf(FILES, roomOf),
    new Map([["top", new Set(["middle", "low"])], ["middle", new Set(["low"])], ["low", new Set()]]),
  );
});

Deno.test("an arrow that follows from others is omitted", () => {
  assertEquals(
    mermaid(reduced(roomsOf(FILES, roomOf))),
    "```mermaid\nflowchart TD\n  middle --> low\n  top --> middle\n```",
  );
});

Deno.test("withDiagram() replaces what stands between its marks, and nothing else", () => {
  const text = "a\n<!-- diagram: x -->\nold\n<!-- end of diagram: x -->\nb\n";
  const wanted = "a\n<!-- diagram: x -->\n\nnew\n\n<!-- end of diagram: x -->\nb\n";
  assertEquals(withDiagram(text, "x", "new"), wanted);
  assertEquals(withDiagram(wanted, "x", "new"), wanted);
  assertThrows(() => withDiagram("", "x", "new"), Error, "Cannot draw x");
});

Deno.test("the diagrams of docs/architecture.md are those of the imports (deno task architecture)", () => {
  assertEquals(page(), drawn(page()));
});

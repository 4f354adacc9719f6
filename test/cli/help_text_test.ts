/** Help texts are folded once, to the terminal that shows them. */
import { assert, assertEquals } from "@std/assert";
import { folded, unfolded } from "../../lib/cli/help_text.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { restore } from "./_restore.ts";

Deno.test("unfolded() joins the lines of a paragraph, and keeps paragraphs and lists apart", () => {
  assertEquals(
    unfolded("One line\nand another.\n\nA second\nparagraph:\n  a\n  b"),
    "One line and another.\n\nA second paragraph:\n  a\n  b",
  );
});

Deno.test("folded() folds prose and comments, and leaves what is typed whole", () => {
  const text =
    "  # what would change, property by property?\n  lookervault restore single dashboards 42 --dry-run\nMore words than fit here.";
  assertEquals(folded(text, 24).split("\n"), [
    "  # what would change,",
    "  # property by",
    "  # property?",
    "  lookervault restore single dashboards 42 --dry-run",
    "More words than fit",
    "here.",
  ]);
});

for (const columns of [60, 80, 120]) {
  for (const args of [["--help"], ["single", "--help"], ["all", "--help"]]) {
    Deno.test(`restore ${args.join(" ")} fits ${columns} columns, but for what is typed`, async () => {
      const { stdout } = await restore(args, { columns });
      const lines = stdout.trimEnd().split("\n");
      for (const line of lines) {
        // What is typed is not folded, nor is a single word.
        assert(cellWidth(line) <= columns || /^ +(lookervault .*|\S+)$/.test(line), line);
      }
      // No line ends early: its successor's first word would not have fitted.
      const prose = lines.slice(2, lines.indexOf("", 2));
      for (const [i, line] of prose.slice(0, -1).entries()) {
        const next = prose[i + 1]?.split(" ")[0] ?? "";
        assert(cellWidth(`${line} ${next}`) > Math.min(columns, 100), line);
      }
    });
  }
}

Deno.test("restore single --help says what it needs", async () => {
  const { stdout } = await restore(["single", "--help"], { columns: 80 });
  assert(stdout.includes("restore single [options] <type> <id>"), stdout);
});

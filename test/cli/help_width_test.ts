import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { play } from "./_fakes.ts";

/** Names of all commands, with those above them. */
function paths(): string[][] {
  const tree = commandTree(() => Promise.resolve(), COMMANDS, {});
  const below = (command: typeof tree, names: string[]): string[][] => [
    names,
    ...command.commands.flatMap((one) => below(one as typeof tree, [...names, one.name()])),
  ];
  return below(tree, []);
}

for (const columns of [60, 80, 120, 200]) {
  Deno.test(`help is wrapped once, at the window's ${columns} columns`, async () => {
    for (const path of paths()) {
      const { stdout } = await play([...path, "--help"], { columns });
      const lines = stdout.split("\n");
      // Examples are typed as they stand.
      const end = lines.findIndex((line) => line === "Examples:" || line === "Start with:");
      const text = end < 0 ? lines : lines.slice(0, end);
      const wide = text.filter((line) => line.length > columns && !/^(Usage:|\s*\S+$)/.test(line));
      assertEquals(wide, [], path.join(" "));
      const at = text.indexOf("", 2), about = text.slice(text.indexOf("") + 1, at < 0 ? 0 : at);
      for (const [i, line] of about.slice(0, -1).entries()) {
        const next = about[i + 1]?.split(" ")[0] ?? "";
        assert(line.length + 1 + next.length > columns - 2, `${path.join(" ")}: ${line} | ${next}`);
      }
    }
  });
}

Deno.test("help shows each default once, in a form that can be typed", async () => {
  let seen = 0;
  for (const path of paths()) {
    const { stdout } = await play([...path, "--help"], { columns: 200 });
    for (const line of stdout.split("\n")) {
      const defaults = line.match(/\(default: [^)]*\)/g) ?? [];
      seen += defaults.length;
      assert(defaults.length < 2, `${path.join(" ")}: ${line}`);
      assert(!/\(default: \d{5,}\)/.test(line), `${path.join(" ")}: ${line}`);
    }
  }
  assert(seen > 20, `${seen} defaults`);
});

import { assertEquals } from "@std/assert";
import { COMMAND_NAMES, withArgs } from "../../lib/base/command_text.ts";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";

const ARGS = ["--profile", "prod", "--db", "my vault.db"];

for (
  const [text, args, shown] of [
    ["Run `lookervault extract` first.", [], "Run `lookervault extract` first."],
    [
      "Run `lookervault extract` first.",
      ARGS,
      "Run `lookervault --profile prod --db 'my vault.db' extract` first.",
    ],
    // A command without backticks, and several in one text.
    [
      "See lookervault runs, then lookervault restore resume 3f",
      ["--db", "a.db"],
      "See lookervault --db a.db runs, then lookervault --db a.db restore resume 3f",
    ],
    // Each command keeps its own options, and gets the others.
    [
      "Run `lookervault extract --db NEW_FILE`, or `lookervault runs`",
      ARGS,
      "Run `lookervault --profile prod extract --db NEW_FILE`, or " +
      "`lookervault --profile prod --db 'my vault.db' runs`",
    ],
    ["lookervault runs --db a.db", ["--db", "a.db"], "lookervault runs --db a.db"],
    // Not commands.
    ["lookervault connects only to it", ARGS, "lookervault connects only to it"],
    ["lookervault shows it, lookervault-list too", ARGS, "lookervault shows it, lookervault-list too"],
    ["Run lookervault --help", ARGS, "Run lookervault --help"],
  ] as const
) {
  Deno.test(`withArgs(): ${text} with ${args.join(" ")}`, () => assertEquals(withArgs(text, args), shown));
}

Deno.test("withArgs() knows all commands", () => {
  const streams = {
    writeOut: () => {},
    writeErr: () => {},
    outputError: () => {},
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    stripColor: (text: string) => text,
  };
  const tree = commandTree(() => Promise.resolve(), COMMANDS, streams);
  // Completions read the vault only if the shell asks for an id.
  const names = tree.commands.map((command) => command.name()).filter((name) => name !== "completions");
  assertEquals([...COMMAND_NAMES], names.toSorted());
});

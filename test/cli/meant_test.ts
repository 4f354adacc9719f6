import { assertEquals, assertStringIncludes } from "@std/assert";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { meantLine } from "../../lib/cli/meant_line.ts";
import { meantWords } from "../../lib/cli/meant_words.ts";
import { play } from "./_fakes.ts";

const PROGRAM = commandTree(() => Promise.resolve(), COMMANDS, {});

/** Command lines that can mean only one thing. */
const TAKEN: readonly [line: string, meant: string][] = [
  ["restore dashboards 30", "restore single dashboards 30"],
  ["--db v.db restore dashboard 30 --yes", "--db v.db restore single dashboard 30 --yes"],
  ["restore scheduled-plans 7 --at yesterday", "restore single scheduled-plans 7 --at yesterday"],
  ["restore all dashboards", "restore all --only dashboards"],
  ["restore all dashboard looks --at 7d --yes", "restore all --at 7d --yes --only dashboards,looks"],
];

/** Command lines that stay as they are: they are right, or nobody knows what they mean. */
const LEFT = [
  "restore single dashboards 30",
  "restore all --only dashboards",
  "restore all --folder dashboards",
  "restore dashboards",
  "restore dashboards --yes 30",
  "restore 30 dashboards",
  "restore -- dashboards 30",
  "restore all 30",
  "restore bulk dashboards",
  "show dashboards 30",
  "list dashboards",
  "",
];

/** Command lines that cannot be read, and what is suggested. */
const SUGGESTED: readonly [words: string[], meant: string | null][] = [
  [["restore", "dashboards"], "restore bulk dashboards"],
  [["restore", "dashboards", "--folder=5"], "restore bulk dashboards --folder=5"],
  [["restore", "dashbords", "30"], "restore single dashboards 30"],
  [["restore", "30"], "restore single dashboards 30"],
  [["restore", "single", "dashboards", "1", "2"], "restore bulk dashboards --id 1,2"],
  [["restore", "single", "dashboards", "Sales", "overview"], "restore single dashboards 'Sales overview'"],
  [["restore", "bulk", "dashboards", "30"], "restore single dashboards 30"],
  [["show", "30"], "show dashboards 30"],
  [["show", "It's", "--json"], "show dashboards 'It'\\''s' --json"],
  [["show", "dashboards"], "list dashboards"],
  [["show", "dashboards", "Sales", "overview"], "show dashboards 'Sales overview'"],
  [["history", "30"], "history dashboards 30"],
  [["graph", "30", "--up"], "graph dashboards 30 --up"],
  [["diff", "dashboards", "Sales", "overview"], "diff dashboards 'Sales overview'"],
  [["list", "dashboards", "Exec*"], "list dashboards --name 'Exec*'"],
  [["tree", "Ada", "Lovelace"], "tree 'Ada Lovelace'"],
  [["person", "Ada", "Lovelace"], "person 'Ada Lovelace'"],
  [["dashboards"], "list dashboards"],
  [["dashbords", "30"], "show dashboards 30"],
  [["--json", "dashboards", "30"], "--json show dashboards 30"],
  [["nonsense"], null],
  [["stats", "30"], null],
  [["restore", "nonsense"], null],
];

for (const [line, meant] of TAKEN) {
  Deno.test(`${line} is taken for ${meant}`, () =>
    assertEquals(meantWords(PROGRAM, line.split(" ")).join(" "), meant));
}

for (const line of LEFT) {
  Deno.test(`"${line}" stays as it is`, () =>
    assertEquals(meantWords(PROGRAM, line.split(" ")).join(" "), line));
}

for (const [words, meant] of SUGGESTED) {
  Deno.test(`${words.join(" ")} is answered with ${meant ?? "no line"}`, () =>
    assertEquals(meantLine(PROGRAM, words), meant === null ? null : `lookervault ${meant}`));
}

/** What a user sees. */
const SEEN: readonly [line: string, hint: string][] = [
  ["restore dashboards", "Did you mean `lookervault restore bulk dashboards`?"],
  ["show 30", "Did you mean `lookervault show dashboards 30`?"],
  ["serach revenue", "Did you mean search?"],
  ["backups", "Did you mean backup?"],
  ["list dashboards --ownr 7", "Did you mean --owner?"],
  ["list dashbords", "Did you mean dashboards?"],
  ["diff 30", "Put the id after its type, such as dashboards 30."],
  ["export dashbords", "Did you mean dashboards?"],
];

for (const [line, hint] of SEEN) {
  Deno.test(`lookervault ${line} says: ${hint}`, async () => {
    const { exit, stdout, stderr } = await play(line.split(" "));
    assertEquals([exit, stdout], [2, ""]);
    assertStringIncludes(stderr, hint);
  });
}

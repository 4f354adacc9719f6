import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { completionsCommand } from "../../lib/cli/commands/completions_command.ts";
import { type Candidate, FAILURES, type IdQuery, RESTORES } from "../../lib/cli/complete.ts";
import { completionLines, NOTHING, SHELLS } from "../../lib/cli/completion_scripts.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { HOSTILE } from "../term/_fakes.ts";
import { play, type Played } from "./_fakes.ts";

const IDS: Candidate[] = [{ value: "41", about: "Sales" }, { value: "42", about: "Costs: all (deleted)" }];

/** Plays `completions` in the real tree of commands, with ids that exist only here. */
async function completions(
  shell: string,
  ...words: string[]
): Promise<Played & { asked: (IdQuery & { path: string })[] }> {
  const asked: (IdQuery & { path: string })[] = [];
  const ids = (path: string, query: IdQuery): Candidate[] => {
    asked.push({ path, ...query });
    return IDS;
  };
  const commands = [
    ...COMMANDS.slice(0, -1),
    (run: Parameters<typeof completionsCommand>[0]) => completionsCommand(run, { ids }),
  ];
  return { ...await play(["completions", shell, "--", ...words], { commands }), asked };
}

/** What bash is offered for a command line. */
async function offered(...words: string[]): Promise<string[]> {
  const { exit, stdout, offline } = await completions("bash", ...words);
  assertEquals([exit, offline], [0, true]);
  return stdout.trim() === "" ? [] : stdout.trimEnd().split("\n");
}

Deno.test("completions is the last command, as these tests take it to be", async () => {
  assert((await offered("")).at(-1) === "completions");
});

Deno.test("every command is offered, and after one with commands below those", async () => {
  const all = await offered("");
  for (const name of ["init", "check", "extract", "restore", "list", "verify"]) {
    assert(all.includes(name), name);
  }
  assertEquals(await offered("chec"), ["check"]);
  assertEquals(await offered("restore", "si"), ["single"]);
  assertEquals(await offered("restore", "dlq", "re"), ["retry"]);
});

const CASES: [words: string[], found: string[]][] = [
  [["list", "lookml"], ["lookml_models", "lookml_dashboards"]],
  [["extract", "dashboards", "da"], ["datagroups"]],
  [["--json", "--db", "x.db", "show", "looks"], ["looks"]],
  [["show", "dashboards", "4"], ["41", "42"]],
  [["show", "dashboards", "42", ""], []],
  [["restore", "single", "dashboards", "42"], ["42"]],
  [["list", "dashboards", "--folder", ""], ["41", "42"]],
  [["list", "--folder=4"], ["--folder=41", "--folder=42"]],
  [["list", "--folder", "=", "4"], ["41", "42"]],
  [["extract", "--exclude", "looks,explores,da"], ["looks,explores,dashboards", "looks,explores,datagroups"]],
  [["--progress", "p"], ["plain"]],
  [["check", "--progress=b"], ["--progress=bar"]],
  [["extract", "--incr"], ["--incremental"]],
  [["list", "--config"], ["--config"]],
  [["list", "--db", ""], []],
  [["restore", "undo", ""], ["41", "42"]],
  [["restore", "dlq", "list", "--session", "4"], ["41", "42"]],
  [["restore", "dlq", "show", "42"], ["42"]],
  [["list", "--nonsense", "dashb"], ["dashboards"]],
  [["completions", "z"], ["zsh"]],
  [["extract", "--db-"], []],
  [["nonsense", ""], []],
];
for (const [words, found] of CASES) {
  Deno.test(`after "lookervault ${words.join(" ")}" there is ${found.join(" ") || "nothing"}`, async () => {
    assertEquals(await offered(...words), found);
  });
}

for (const words of [["--db", ""], ["list", "--config=x"], ["export", "--out", "a"]]) {
  Deno.test(`after "lookervault ${words.join(" ")}" the shell offers files`, async () => {
    assertEquals((await completions("bash", ...words)).stdout, "");
  });
}

for (
  const words of [["extract", "--workers", ""], ["show", "looks", "1", ""], ["list", "looks", "--name=x"]]
) {
  Deno.test(`after "lookervault ${words.join(" ")}" no shell offers anything, files neither`, async () => {
    assertEquals((await completions("zsh", ...words)).stdout, `${NOTHING}\n`);
  });
}

Deno.test("types are offered in full where one stands", async () => {
  assertEquals(await offered("list", ""), [...CONTENT_TYPES]);
});

Deno.test("ids are read from the vault that the command line names, by what was typed of them", async () => {
  const { asked } = await completions("bash", "--db", "/b/x.db", "show", "looks", "4");
  assertEquals(asked, [{ path: "/b/x.db", type: "looks", prefix: "4", flags: { db: "/b/x.db" } }]);
});

for (
  const [words, type] of [
    [["restore", "status", "4"], RESTORES],
    [["restore", "dlq", "retry", "4"], FAILURES],
    [["restore", "all", "--default-owner", "4"], "users"],
    [["tree", "4"], "folders"],
  ] as const
) {
  Deno.test(`after "lookervault ${words.join(" ")}" ids of ${type} are read`, async () => {
    assertEquals((await completions("fish", ...words)).asked.map((query) => query.type), [type]);
  });
}

Deno.test("each shell gets candidates as it reads them", () => {
  const found = [{ value: "shop::orders", about: "Orders\\:\nall" }, { value: "a\\b", about: "" }];
  assertEquals(completionLines(found, "bash"), ["shop::orders", "a\\b"]);
  assertEquals(completionLines(found, "zsh"), ["shop\\:\\:orders:Orders\\\\:\\\\nall", "a\\\\b"]);
  assertEquals(completionLines(found, "fish"), ["shop::orders\tOrders\\:\\nall", "a\\b"]);
});

Deno.test("names and ids cannot steer the terminal or add a candidate", () => {
  for (const shell of SHELLS) {
    for (const text of HOSTILE) {
      const lines = completionLines([{ value: "1", about: text }, { value: text, about: "" }], shell);
      assertEquals(lines.length, 1, shell);
      assert(!/[\p{Cc}\u202e]|\p{Surrogate}/u.test(lines.join("").replace("\t", "")), JSON.stringify(lines));
    }
  }
});

for (const shell of SHELLS) {
  Deno.test(`completions ${shell} prints the script; with --json one document`, async () => {
    const { exit, stdout } = await play(["completions", shell]);
    assertEquals(exit, 0);
    assertStringIncludes(stdout, `completions ${shell} --`);
    const document = JSON.parse((await play(["--json", "completions", shell])).stdout);
    assertEquals([document.shell, `${document.script.trimEnd()}\n`], [shell, stdout]);
  });
}

Deno.test("completions refuses another shell", async () => {
  const { exit, stderr } = await play(["completions", "tcsh"]);
  assertEquals(exit, 2);
  assertStringIncludes(stderr, "bash, zsh, fish");
});

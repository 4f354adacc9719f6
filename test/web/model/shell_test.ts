import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { shellWord } from "../../../lib/base/shell_word.ts";
import { commandLine, restoreCommands } from "../../../lib/web/model/shell.ts";

Deno.test("a shell reads a quoted command line as the words that it was made of", async () => {
  const word = fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !text.includes("\0"));
  const lists = fc.sample(
    fc.array(fc.oneof(word, fc.constantFrom("$(id)", "`id`", "'", "\\", "$'x'", "!x", "\u202e")), {
      minLength: 1,
      maxLength: 6,
    }),
    40,
  );
  // One shell for all lists: it prints each word with its length.
  const script = lists.map((words) => `printf '%s\\0' ${words.map(shellWord).join(" ")}`).join("\n");
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  // What is no text of Unicode cannot be an argument of a program.
  assertEquals(
    new TextDecoder().decode(stdout),
    lists.flat().map((one) => `${one.toWellFormed()}\0`).join(""),
  );
});

Deno.test("commandLine() ends with where the vault is", () => {
  assertEquals(commandLine(["verify"], ["--db", "my vault.db"]), "lookervault verify --db 'my vault.db'");
});

Deno.test("restoreCommands() look first, then restore, at the moment that is shown", () => {
  const at = "2026-11-28T02:17:05Z", key = "dashboards/12";
  const rows: [
    Parameters<typeof restoreCommands>[0],
    dryRun: string,
    how: string,
    dependents: string | null,
  ][] = [
    [
      { key, at: null, standing: "live", dependents: 3 },
      "restore single dashboards 12 --dry-run",
      "update",
      null,
    ],
    [
      { key, at, standing: "live", dependents: 3 },
      `restore single dashboards 12 --at ${at} --dry-run`,
      "update",
      null,
    ],
    [
      { key, at, standing: "trash", dependents: 3 },
      `restore single dashboards 12 --at ${at} --dry-run`,
      "undelete",
      null,
    ],
    [
      { key, at, standing: "gone", dependents: 3 },
      `restore single dashboards 12 --at ${at} --dry-run`,
      "recreate",
      `restore single dashboards 12 --at ${at} --with-dependents --dry-run`,
    ],
    [
      { key, at, standing: "gone", dependents: 0 },
      `restore single dashboards 12 --at ${at} --dry-run`,
      "recreate",
      null,
    ],
    [
      { key: "folders/7", at, standing: "gone", dependents: 1 },
      `restore all --folder 7 --at ${at} --dry-run`,
      "recreate",
      null,
    ],
    [
      { key: "folders/7", at, standing: "live", dependents: 0 },
      `restore single folders 7 --at ${at} --dry-run`,
      "update",
      null,
    ],
    [
      { key: "explores/sales::a b/c", at: null, standing: "live", dependents: 0 },
      "restore single explores sales::a b/c --dry-run",
      "update",
      null,
    ],
    [
      { key: "looks/--to=x", at: null, standing: "live", dependents: 0 },
      "restore single --dry-run -- looks --to=x",
      "update",
      null,
    ],
  ];
  for (const [wish, dryRun, how, dependents] of rows) {
    const made = restoreCommands(wish);
    assertEquals([made.dryRun.join(" "), made.how, made.dependents?.join(" ") ?? null], [
      dryRun,
      how,
      dependents,
    ]);
    assertEquals(made.restore, made.dryRun.filter((word) => word !== "--dry-run"));
  }
});

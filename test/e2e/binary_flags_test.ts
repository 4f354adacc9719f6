import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Command } from "commander";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { build } from "../scripts/_built.ts";
import { expectDeclared } from "../scripts/_built_binary.ts";
import { type BinaryRun, programIn, runAsBinary } from "./_binary.ts";
import { COMMAND_LINES, wordsOf } from "./_command_lines.ts";
import { furnishedPlace } from "./_permission_place.ts";
import { tiny } from "./_sim.ts";
import { Workplace } from "./_run.ts";

/** The commands that do something, by their path: those without commands below them. */
function leaves(command: Command, path: readonly string[] = []): string[] {
  return command.commands.length === 0
    ? [path.join(" ")]
    : command.commands.flatMap((below) => leaves(below, [...path, below.name()]));
}

Deno.test("every command of the tree has a line in the table of these tests", () => {
  const known = new Set(COMMAND_LINES.map(({ command }) => command));
  const tree = leaves(commandTree(() => Promise.resolve(), COMMANDS, {}));
  assert(tree.includes("restore dlq list"), tree.join(", "));
  assertEquals(tree.filter((path) => !known.has(path)), []);
});

Deno.test("a binary carries exactly the declared permissions, and one small module; every command of it runs under its flags, and ends without the network and files it did not need", async () => {
  await using sim = tiny();
  using place = await furnishedPlace(sim);
  // Building takes longer than all else here: all that asks for a build asks this one.
  const { host } = new URL(place.url);
  await using built = await build(["--host", host, "--host", "looker.acme.example", "--dir", "/backups"]);
  await expectDeclared(built, host);
  const entry = await programIn(built, place);
  for (const line of COMMAND_LINES) {
    const words = wordsOf(line, place.url);
    const { code, stderr, left } = await runAsBinary(place, words, { entry });
    assertEquals(code, line.code ?? 0, `${words.join(" ")}: ${stderr.slice(-600)}`);
    assertEquals(left, { net: line.needs.includes("net"), write: false, ...line.left }, words.join(" "));
    const files: string[] = [];
    for await (const { name } of Deno.readDir(place.dir)) {
      if (/-(wal|shm)$|part$/.test(name)) files.push(name);
    }
    assertEquals(files, [], words.join(" "));
  }
});

Deno.test("a binary says which folder it may not use, and which host; a named configuration too", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  using other = Workplace.at(sim);
  const refused: [args: string[], named: string, how?: BinaryRun][] = [
    [["--db", other.db, "extract"], `--allow-read=${other.dir}`],
    [["--db", other.db, "list"], other.db],
    [["--config", `${other.dir}/x.toml`, "list"], `--allow-read=${other.dir}/x.toml`],
    [["info"], `--allow-net=${new URL(place.url).host}`, { url: "https://looker.acme.example" }],
    [["info"], "/home/of-nobody/.config/lookervault/config.toml (lookervault has no permission to read it)", {
      bare: true,
    }],
    [["info"], "the environment variable LOOKERSDK_BASE_URL", { unseen: "LOOKERSDK_BASE_URL", bare: true }],
  ];
  for (const [args, named, how] of refused) {
    const { code, stderr } = await runAsBinary(place, args, how);
    assertEquals(code, 2, `${args}: ${stderr}`);
    assertStringIncludes(stderr, named);
  }
  for await (const { name } of Deno.readDir(other.dir)) assert(false, `${name} was made`);
});

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { forEachPooled } from "../../lib/base/pool.ts";
import { runAsBinary } from "./_binary.ts";
import { COMMAND_LINES, type CommandLine, type Need, wordsOf } from "./_command_lines.ts";
import { furnishedPlace } from "./_permission_place.ts";
import { tiny } from "./_sim.ts";
import { Workplace } from "./_run.ts";

/** What the message says each flag is for. */
const WHY: Readonly<Record<Need, string>> = {
  net: "lookervault connects only to the configured Looker",
  read: "lookervault reads its configuration and the vault",
  write: "lookervault writes the vault",
  env: "lookervault reads settings from it",
};
const FLAGS: readonly Need[] = ["net", "read", "write", "env"];

/** Runs a line without some flags, in a place of its own with a copy of the vault. */
async function runWithout(
  line: CommandLine,
  flags: readonly Need[],
  furnished: Workplace,
): Promise<
  { code: number; error: { code: string; message: string; hint: string } | undefined; stderr: string }
> {
  using place = Workplace.at(furnished);
  for (const name of ["lookervault.db", "plan.json"]) {
    await Deno.copyFile(`${furnished.dir}/${name}`, `${place.dir}/${name}`);
  }
  const without = flags.map((flag) => `--allow-${flag}`);
  const { code, stdout, stderr } = await runAsBinary(place, ["--json", ...wordsOf(line, furnished.url)], {
    without,
  });
  return { code, error: JSON.parse(stdout).error, stderr };
}

/** One line for each command and each set of needs. */
const LINES = [...new Map(COMMAND_LINES.map((line) => [`${line.command} ${line.needs}`, line])).values()];

/** All commands that need a flag at all. */
const COMMANDS = new Set(LINES.filter(({ needs }) => needs.length > 0).map(({ command }) => command));

/** The flags that a line is tried without: all for the first of those with the same needs, the rarest for the others. */
function flagsTried(line: CommandLine): readonly Need[] {
  if (LINES.find(({ needs }) => `${needs}` === `${line.needs}`) === line) return line.needs;
  return RAREST.filter((flag) => line.needs.includes(flag)).slice(0, 1);
}

const RAREST: readonly Need[] = ["write", "net", "read", "env"];

Deno.test("every command runs with those flags alone that it needs", async () => {
  await using sim = tiny();
  using place = await furnishedPlace(sim);
  await forEachPooled(LINES.filter(({ needs }) => needs.length < FLAGS.length), 4, async (line) => {
    const without = FLAGS.filter((flag) => !line.needs.includes(flag));
    const { code, stderr } = await runWithout(line, without, place);
    assertEquals(
      code,
      line.code ?? 0,
      `${wordsOf(line, place.url).join(" ")}, without ${without}: ${stderr}`,
    );
  });
});

Deno.test("every command says which flag is missing, and why lookervault wants it, and needs no stack for that", async () => {
  await using sim = tiny();
  using place = await furnishedPlace(sim);
  const cases = LINES.flatMap((line) => flagsTried(line).map((flag) => ({ line, flag })));
  assertEquals(new Set(cases.map(({ line }) => line.command)).size, COMMANDS.size);
  await forEachPooled(cases, 4, async ({ line, flag }) => {
    const what = `${wordsOf(line, place.url).join(" ")}, without --allow-${flag}`;
    const { code, error, stderr } = await runWithout(line, [flag], place);
    assertEquals([code, error?.code], [2, "permission"], `${what}: ${stderr}`);
    assertMatch(error?.message ?? "", new RegExp(`^Cannot .+: Deno was not given --allow-${flag}=`), what);
    assertStringIncludes(error?.hint ?? "", WHY[flag], what);
    assertEquals(/^\s+at /m.test(stderr), false, `${what}: ${stderr}`);
  });
});

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Command } from "commander";
import { commandTree } from "../../lib/cli/command_tree.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { SETTING_NAMES, SETTINGS } from "../../lib/config/settings.ts";
import { currentManPage } from "../../scripts/man.ts";
import { manPage } from "../../scripts/man_page.ts";
import { bold, prose, verbatim } from "../../scripts/roff.ts";

const EDITION = { version: "1.2.3", date: "2026-01-31" };

interface Shown {
  text: string;
  complaints: string;
}

/** Runs a program of man's on a page; null where it is not installed. */
async function through(program: string, args: readonly string[], page: string): Promise<Shown | null> {
  const file = await Deno.makeTempFile({ suffix: ".1" });
  try {
    await Deno.writeTextFile(file, page);
    const { stdout, stderr } = await new Deno.Command(program, { args: [...args, file] }).output();
    const text = new TextDecoder();
    return { text: text.decode(stdout), complaints: text.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  } finally {
    await Deno.remove(file);
  }
}

const PROGRAMS: [name: string, lint: string[], show: string[]][] = [
  ["groff", ["-man", "-ww", "-Tutf8", "-z"], ["-man", "-Tutf8", "-P-c", "-P-u", "-P-b", "-P-o"]],
  ["mandoc", ["-Tlint", "-Wstyle"], ["-Tutf8"]],
];
const INSTALLED = new Set<string>();
for (const [name, , show] of PROGRAMS) if (await through(name, show, "") !== null) INSTALLED.add(name);

/** What a reader sees: without what is struck over, with every space as one. */
function read(shown: string): string {
  const parts = shown.split("\b");
  return parts.map((part, i) => i < parts.length - 1 ? part.slice(0, -1) : part).join("").replace(
    /\s+/g,
    " ",
  );
}

for (const [name, lint, show] of PROGRAMS) {
  Deno.test({
    name: `${name} finds nothing to say of the manual page, and shows every command and option`,
    ignore: !INSTALLED.has(name),
    async fn() {
      const page = await currentManPage();
      const found = await through(name, lint, page);
      assertEquals([found?.text, found?.complaints], ["", ""]);
      const text = read((await through(name, show, page))?.text ?? "");
      for (const { path, options } of described()) {
        assertStringIncludes(text, ` lookervault ${path}`);
        for (const option of options) assertStringIncludes(text, option);
      }
    },
  });

  Deno.test({
    name: `${name} shows texts as they are, whatever signs they hold`,
    ignore: !INSTALLED.has(name),
    async fn() {
      const page = manPage(hostile(), EDITION);
      assertEquals((await through(name, lint, page))?.complaints, "");
      const text = read((await through(name, show, page))?.text ?? "");
      for (const part of HOSTILE) assertStringIncludes(text, part);
    },
  });
}

/** The commands that do something, with the flags a user may give. */
function described(): { path: string; options: string[] }[] {
  const leaves = (command: Command, path: string[]): { path: string; options: string[] }[] =>
    command.commands.length > 0
      ? command.commands.flatMap((below) => leaves(below, [...path, below.name()]))
      : [{
        path: path.join(" "),
        options: command.options.filter(({ hidden }) => !hidden).map(({ flags }) =>
          flags.replace(/[<>[\]]/g, "")
        ),
      }];
  return leaves(commandTree(() => Promise.resolve(), COMMANDS, {}), []);
}

const HOSTILE = [
  ".TH evil 1",
  "'quoted' \\fBnot bold\\fR",
  "C:\\new",
  'say "x"',
  "caf\u00e9 \u{1f600}",
  "a.b .c",
  "--all-of-it",
];

/** A program whose every text would be a request or an escape. */
function hostile(): Command {
  const command = new Command("do").description(`${HOSTILE.join("\n\n")}\n\n'start`)
    .option("--x <y>", ".B \\e").argument("<thing>", "'br");
  return new Command("lookervault").description(".SH x").addCommand(command);
}

Deno.test("the manual page names every command, each of its options, and every setting", async () => {
  const page = await currentManPage();
  const all = described();
  assert(all.length > 20, `${all.length} commands`);
  for (const { path, options } of all) {
    const [, section] = page.split(`\n.SS "${path}"\n`);
    assert(section !== undefined, path);
    const own = section.split(/\n\.S[SH] /)[0] ?? "";
    for (const option of options) {
      const [, name = ""] = /(--[\w-]+)/.exec(option) ?? [];
      assertStringIncludes(own, bold(name), path);
    }
  }
  for (const name of SETTING_NAMES) {
    for (const place of [SETTINGS[name].key, ...SETTINGS[name].env]) assertStringIncludes(page, bold(place));
  }
});

Deno.test("the manual page has its edition, and no hidden spelling", () => {
  const page = manPage(commandTree(() => Promise.resolve(), COMMANDS, {}), EDITION);
  assertStringIncludes(page, '.TH LOOKERVAULT 1 "2026-01-31" "lookervault 1.2.3" "User Commands"\n');
  assertEquals(page.includes("db\\-path"), false);
});

const SPELLED: [spell: (text: string) => string, text: string, roff: string][] = [
  [prose, "well-known --dry-run, not -q", "well-known \\fB\\-\\-dry\\-run\\fR, not \\fB\\-q\\fR"],
  [prose, "run `restore undo`", "run \\fBrestore undo\\fR"],
  [prose, ".config", "\\&.config"],
  [prose, "'tis\n.x", "\\&'tis\n\\&.x"],
  [prose, "a\\b\u2026", "a\\eb\\[u2026]"],
  [verbatim, ".x --y '*~'", "\\&.x \\-\\-y \\(aq*\\(ti\\(aq"],
];
for (const [spell, text, roff] of SPELLED) {
  Deno.test(`${spell.name}() spells ${JSON.stringify(text)}`, () => assertEquals(spell(text), roff));
}

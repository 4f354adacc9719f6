import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { play } from "../cli/_fakes.ts";
import { type Block, blocksOf, documents, placeOf, textOf } from "./_markdown.ts";

const ROOT = new URL("../../", import.meta.url);

/** Options of Deno, and of a task that is not the program. */
const FOREIGN = ["--allow-ffi", "--allow-net", "--filter", "--source_format", "--spec"];

/** Older spellings, which help does not show. `docs/contract.md` promises them. */
const OLDER = ["--types", "--type", "--only-types", "--exclude-types", "--output", "--db-path", "--force"];

/** Commands whose work is left out: what is left is the reading of the command line. */
const PARSERS = COMMANDS.map((factory) => () => factory(() => Promise.resolve()));

/** Why a command line is no command line; null for one that is. */
async function refusal(line: string): Promise<string | null> {
  const { exit, stderr } = await play(words(line), { commands: PARSERS });
  return exit === 0 ? null : stderr;
}

/** The words of a command line after `lookervault`, up to a pipe or a redirection. */
function words(line: string): string[] {
  const [own = ""] = line.split(/ [|>] | 2> | && /);
  const found = own.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return found.slice(1).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}

async function expectCommands(lines: readonly { line: string; from: string }[]): Promise<void> {
  assert(lines.length > 0);
  const wrong: string[] = [];
  for (const { line, from } of lines) {
    const why = await refusal(line);
    if (why !== null) wrong.push(`${from}: ${line}: ${why}`);
  }
  assertEquals(wrong, []);
}

Deno.test("every command in the prose of the documentation can be typed", async () => {
  await expectCommands(
    documents().flatMap((from) =>
      spans(from).filter((line) => /^lookervault [a-z-]/.test(line)).map((line) => ({ line, from }))
    ),
  );
});

Deno.test("every command of a block can be typed, also where the block is not run", async () => {
  const blocks = documents().flatMap((file) => blocksOf(file));
  const commands = blocks.filter(({ language }) => language === "sh").flatMap((block: Block) =>
    block.text.split("\n").map((line) => line.replace("npx -y deno@2.9.6 task lookervault", "lookervault"))
      .filter((line) => line.startsWith("lookervault ")).map((line) => ({ line, from: placeOf(block) }))
  );
  await expectCommands(commands);
});

Deno.test("every command that help or a message names can be typed", async () => {
  const named: { line: string; from: string }[] = [];
  for (const from of sources(new URL("lib/", ROOT))) {
    // The page is built from what is looked at.
    if (from.pathname.includes("/generated/")) continue;
    const text = await Deno.readTextFile(from);
    const quoted = [
      ...text.matchAll(/\\`(lookervault [^`\\]+)\\`/g),
      ...text.matchAll(/"[^"\n]*`(lookervault [^`"]+)`[^"\n]*"/g),
    ];
    const lines = quoted.map(([, line = ""]) => line.replace(/--at \$\{[^}]+\}/, "--at 2026-01-31"))
      // Right after a word, it is the options that reach the same vault and instance.
      .map((line) =>
        line.replaceAll(/(?<=[\w}])\$\{[^}]+\}/g, "").replaceAll(/\$\{[^}]+\}|TYPE/g, "dashboards")
      );
    named.push(...lines.map((line) => ({ line, from: from.pathname })));
  }
  for (const path of commandPaths()) {
    const { stdout } = await play([...path, "--help"], { commands: PARSERS });
    for (const [, line = ""] of stdout.matchAll(/^ {2}(lookervault [a-z-].*)$/gm)) {
      if (!line.includes("--help")) named.push({ line, from: `${path.join(" ")} --help` });
    }
  }
  assert(named.length > 60, `only ${named.length} were found`);
  await expectCommands(named);
});

Deno.test("every option that the documentation names exists", async () => {
  const helps = await Promise.all(
    commandPaths().map(async (path) => (await play([...path, "--help"], { commands: PARSERS })).stdout),
  );
  const build = await Deno.readTextFile(new URL("scripts/compile.ts", ROOT));
  const known = new Set(
    [...helps, build, ...FOREIGN, ...OLDER].flatMap((text) => text.match(/--[a-z][a-z-]*/g) ?? []),
  );
  const wrong = documents().filter((file) => file !== "docs/comparison.md").flatMap((file) =>
    spans(file).flatMap((span) => span.match(/--[a-z][a-z-]*/g) ?? []).filter((option) => !known.has(option))
      .map((option) => `${file}: ${option}`)
  );
  assertEquals(wrong, []);
});

/** Words in `code` outside of blocks. */
function spans(file: string): string[] {
  const prose = textOf(file).replaceAll(/^\s*```[\s\S]*?^\s*```$/gm, "");
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text.replaceAll(/\s+/g, " "));
}

/** The words of every command and of those below it. */
function commandPaths(): string[][] {
  const paths: string[][] = [[]];
  const add = (command: ReturnType<typeof PARSERS[number]>, above: string[]): void => {
    const path = [...above, command.name()];
    paths.push(path);
    for (const below of command.commands) add(below as typeof command, path);
  };
  for (const factory of PARSERS) add(factory(), []);
  return paths;
}

function* sources(directory: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    // What is generated there says what its sources say.
    if (name === "generated") continue;
    if (isDirectory) yield* sources(new URL(`${name}/`, directory));
    else if (name.endsWith(".ts")) yield new URL(name, directory);
  }
}

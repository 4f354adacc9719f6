import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { type NormalForm, sameUpToIds } from "../sim/mod.ts";
import { type Block, blocksOf } from "./_markdown.ts";
import { HAS_SHELL, Shell, taskWords } from "./_shell.ts";

const [demo, start, commands, shown, edit, ...others] = blocksOf("README.md")
  .filter(({ section }) => section === "Try it without a Looker");

Deno.test("the demo of the README runs, and leaves nothing behind", { ignore: !HAS_SHELL }, async () => {
  assert(demo !== undefined);
  assertEquals(demo.text, "npx -y deno@2.9.6 task demo");
  using shell = new Shell({ url: "" });
  assertStringIncludes((await shell.expect(demo)).output, "verified: 1 same, 0 different");
  const names = (await Array.fromAsync(Deno.readDir(shell.dir))).map(({ name }) => name);
  assertEquals(names.sort(), [".bin", ".state"]);
});

Deno.test("a newcomer gets from nothing to a restored dashboard in six commands or fewer", {
  ignore: !HAS_SHELL,
}, async () => {
  assert(start !== undefined && commands !== undefined && shown !== undefined && edit !== undefined);
  assertEquals([start, commands, shown, edit, ...others].map(({ language }) => language), [
    "sh",
    "sh",
    "text",
    "sh",
  ]);
  assertEquals(start.text, "npx -y deno@2.9.6 task sim");
  const lines = commands.text.split("\n");
  assert(1 + lines.length <= 6, `it takes ${1 + lines.length} commands`);
  const [variables = ""] = lines;

  await using sim = await simulator();
  assertStringIncludes(await sim.said, variables.replaceAll("http://127.0.0.1:19999", sim.url));
  using shell = new Shell(sim);
  const states = [await sim.state()];
  let printed = "";
  for (const text of lines) {
    const line: Block = { ...commands, text };
    printed = (await shell.expect(line)).output;
    states.push(await sim.state());
  }
  const [before = {}, ...after] = states;
  const deleting = after[lines.findIndex((line) => line.startsWith("curl"))] ?? {};
  assertNotEquals(sameUpToIds(before, deleting), [], "nothing was deleted");
  assertEquals(sameUpToIds(before, after.at(-1) ?? {}), []);
  for (const line of shown.text.split("\n")) assertStringIncludes(printed, line);
  assertStringIncludes((await shell.expect(edit)).output, "Broken");
});

Deno.test("the alias without npx starts the program from any directory", { ignore: !HAS_SHELL }, async () => {
  const alias = blocksOf("README.md").flatMap(({ text }) => text.split("\n"))
    .find((line) => line.startsWith('alias lookervault="deno run '));
  assert(alias !== undefined);
  const elsewhere = await Deno.makeTempDir({ prefix: "lookervault-alias-" });
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: [
      "-c",
      `shopt -s expand_aliases\n${alias}\ncd ${elsewhere}\nlookervault --json check\nlookervault --version`,
    ],
    cwd: new URL("../../", import.meta.url),
    env: { PATH: `${Deno.execPath().replace(/\/[^/]*$/, "")}:${Deno.env.get("PATH")}` },
  }).output();
  await Deno.remove(elsewhere, { recursive: true });
  const [printed, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, said);
  assertStringIncludes(printed ?? "", `"message":"./lookervault.db `);
  assertStringIncludes(printed ?? "", "\nlookervault ");
});

/** A running `deno task sim`, at a port that is free. */
interface Simulator extends AsyncDisposable {
  url: string;
  /** What it prints for people. */
  said: Promise<string>;
  /** All content, without ids. */
  state(): Promise<NormalForm>;
}

async function simulator(): Promise<Simulator> {
  const [program = "", ...args] = taskWords("sim");
  const child = new Deno.Command(program, {
    args: [...args, "--port", "0"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = child.stderr.getReader();
  const said = stderr.read().then(({ value }) => new TextDecoder().decode(value));
  const stdout = child.stdout.getReader();
  const url = /http:\S+/.exec(new TextDecoder().decode((await stdout.read()).value))?.[0] ?? "";
  return {
    url,
    said,
    state: async () => await (await fetch(`${url}/_sim/normal?restorable`)).json(),
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill("SIGTERM");
      await child.status;
      await Promise.all([stdout.cancel(), stderr.cancel()]);
    },
  };
}

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { parse } from "@std/yaml";
import { loadConfig } from "../../lib/config/load.ts";
import { type Block, blocksOf, documents, placeOf } from "./_markdown.ts";
import { Scene } from "./_scene.ts";
import { HAS_SHELL, type Shell } from "./_shell.ts";

/** What a block may be. What shows commands is `sh` or `cron`, and is run. */
const LANGUAGES = ["sh", "cron", "sql", "toml", "json", "yaml", "text"];

/** Blocks with a test of their own. */
const ELSEWHERE = [
  { file: "docs/playbooks.md", section: null },
  { file: "README.md", section: "Try it without a Looker" },
];

/** Why blocks are not run: all of them, so that none is added without thought. */
const NOT_RUN = [
  "README.md: it downloads Deno's run time for the binary; test/scripts/compile_test.ts builds one",
  "README.md: it runs all tests, this one too",
  "docs/configuration.md: there is no such file on the machine that runs the tests; " +
  "test/http/proxy_and_ca_test.ts tries both",
];

/** Programs that blocks may need and that not every machine has. */
const PROGRAMS = ["jq", "sqlite3", "duckdb"];

const isElsewhere = ({ file, section }: Block): boolean =>
  ELSEWHERE.some((one) => one.file === file && (one.section ?? section) === section);

Deno.test("every block of the documentation is of a kind that is tested, and few are not run", () => {
  const all = documents().flatMap((file) => blocksOf(file));
  assertEquals(all.filter(({ language }) => !LANGUAGES.includes(language)).map(placeOf), []);
  const left = all.flatMap(({ file, marks }) => marks.notRun === null ? [] : [`${file}: ${marks.notRun}`]);
  assertEquals(left, NOT_RUN);
  const foreign = all.filter(({ marks }) => marks.needs !== null && !PROGRAMS.includes(marks.needs));
  assertEquals(foreign.map(placeOf), []);
  for (const block of all.filter(({ language }) => !["sh", "cron"].includes(language))) {
    assert(!/^\s*(\$ )?(npx|lookervault|deno) /m.test(block.text), `${placeOf(block)} shows a command unrun`);
  }
  for (const { marks, text, file, line } of all) {
    if (marks.exit !== 0) assertEquals(text.trim().split("\n").length, 1, `${file}:${line}`);
  }
});

for (const file of documents()) {
  const blocks = blocksOf(file).filter((block) => !isElsewhere(block) && block.marks.notRun === null);
  if (blocks.length === 0) continue;
  Deno.test(`${file}: ${blocks.length} blocks do what they say`, { ignore: !HAS_SHELL }, async () => {
    await using at = await Scene.start();
    await edit(at);
    await at.night(-1);
    let printed = "";
    for (const block of blocks) {
      if (block.marks.needs !== null && !await isInstalled(block.marks.needs)) continue;
      printed = await tried(block, at, printed);
    }
  });
}

/** What a reader of the guide finds changed. */
async function edit({ ask }: Scene): Promise<void> {
  await ask("PATCH", "/dashboards/30", { description: "For the Monday meeting" });
  await ask("PATCH", "/dashboard_filters/70", { default_value: "30 days" });
  await ask("PATCH", "/dashboard_elements/93", { title: "Visits" });
  await ask("PATCH", "/dashboard_layout_components/89", { row: 12, column: 0, width: 24, height: 6 });
  await ask("DELETE", "/dashboard_elements/91");
}

/** Does what a block shows; what that printed, for a block of output after it. */
async function tried(block: Block, at: Scene, printed: string): Promise<string> {
  switch (block.language) {
    case "sh":
      return (await at.shell.expect(block)).output;
    case "cron":
      return (await at.shell.expect(withoutTimes(block))).output;
    case "sql":
      expectRows(block, at.vault);
      return "";
    case "toml":
      await expectConfig(block, at.shell);
      return "";
    case "yaml":
      await expectInputs(block);
      return "";
    case "json":
      JSON.parse(`{${block.text}}`);
      return "";
    default:
      expectPrinted(block, printed);
      return "";
  }
}

/** The command of a line of a crontab. */
function withoutTimes(block: Block): Block {
  const command = /^(?:[\d*/,-]+ ){5}(.+)$/.exec(block.text)?.[1];
  assert(command !== undefined, `${placeOf(block)} is no line of a crontab`);
  return { ...block, text: command };
}

/** The query runs; all but the one for what nobody deleted find something. */
function expectRows(block: Block, vault: string): void {
  using db = new DatabaseSync(vault, { readOnly: true });
  const rows = db.prepare(block.text).all();
  assert(rows.length > 0 || block.text.includes("deleted_at IS NOT NULL"), `${placeOf(block)} finds nothing`);
}

/** The file is one that the program takes, with every setting in it. */
async function expectConfig(block: Block, { dir }: Shell): Promise<void> {
  const path = `${dir}/shown.toml`;
  await Deno.writeTextFile(path, block.text, { mode: 0o600 });
  const config = loadConfig({ flags: { config: path }, io: { env: () => undefined } });
  const unused = Object.entries(config.sources).filter(([, { kind }]) => kind !== "file");
  assertEquals(unused, [], placeOf(block));
}

/** The workflow is YAML, and uses inputs that the action has, all that it requires among them. */
async function expectInputs(block: Block): Promise<void> {
  const action = parse(await Deno.readTextFile(new URL("../../action.yml", import.meta.url))) as Action;
  const { jobs } = parse(block.text) as {
    jobs: Record<string, { steps: { with: Record<string, string> }[] }>;
  };
  const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => Object.keys(step.with)));
  assertEquals(used.filter((name) => !(name in action.inputs)), [], placeOf(block));
  const required = Object.entries(action.inputs).filter(([, { required }]) => required === true);
  assertEquals(required.filter(([name]) => !used.includes(name)), [], placeOf(block));
}

interface Action {
  inputs: Record<string, { required?: boolean }>;
}

/** Each line of what is shown was printed, with `...` for anything. */
function expectPrinted(block: Block, printed: string): void {
  for (const line of block.text.split("\n")) {
    assert(printed.includes(line), `${placeOf(block)}: "${line}" is not in\n${printed.slice(0, 2000)}`);
  }
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

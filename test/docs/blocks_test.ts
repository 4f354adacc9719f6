import { assert, assertEquals } from "@std/assert";
import { type Block, blocksOf, documents, placeOf } from "./_markdown.ts";
import { Scene } from "./_scene.ts";
import { HAS_SHELL } from "./_shell.ts";
import { tryBlocks } from "./_trial.ts";

/** What a block may be. What shows commands is `sh` or `cron`, and is run. */
const LANGUAGES = ["sh", "cron", "sql", "toml", "json", "yaml", "text", "mermaid"];

/** Blocks with a test of their own. */
const ELSEWHERE = [
  { file: "docs/recovery.md", section: null },
  { file: "docs/playbooks.md", section: null },
  { file: "README.md", section: "Try it without a Looker" },
];

/** Why blocks are not run: all of them, so that none is added without thought. */
const NOT_RUN = [
  "README.md: it downloads Deno's run time for the binary; test/e2e/binary_flags_test.ts builds one",
  "README.md: it installs Deno; test/docs/newcomer_test.ts runs the alias",
  "README.md: it runs all tests, this one too",
  "docs/configuration.md: there is no such file on the machine that runs the tests; " +
  "test/http/proxy_and_ca_test.ts tries both",
  ...Array(3).fill("docs/snapshots.md: it needs an account of that cloud"),
];

/** Documents whose commands are processes, under the flags that are shipped. */
const AS_PROCESSES = ["README.md", "docs/guide.md"];

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
    await using at = await Scene.start({ processes: AS_PROCESSES.includes(file) });
    await edit(at);
    await at.night(-0.5, ["dashboards"]);
    await tryBlocks(blocks, at);
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

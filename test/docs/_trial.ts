/**
 * Does what a block of a document shows.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { parse } from "@std/yaml";
import { loadConfig } from "../../lib/config/load.ts";
import { type Block, placeOf } from "./_markdown.ts";
import type { Scene } from "./_scene.ts";
import type { Shell } from "./_shell.ts";

/**
 * Tries the blocks one after the other.
 *
 * @throws {AssertionError} for the first that does not do what it says.
 */
export async function tryBlocks(blocks: readonly Block[], at: Scene): Promise<void> {
  let printed = "";
  for (const block of blocks) {
    const { notRun, needs } = block.marks;
    if (notRun === null && (needs === null || await isInstalled(needs))) {
      printed = await tried(block, at, printed);
    }
  }
}

/** Does what a block shows; what that printed, for a block of output after it. */
async function tried(block: Block, at: Scene, printed: string): Promise<string> {
  switch (block.language) {
    case "sh":
      return (await at.shell.expect(block)).output;
    case "cron":
      assertEquals(
        (await at.shell.expect(withoutTimes(block))).output,
        "",
        "cron would mail this every night",
      );
      return "";
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
      JSON.parse(block.text);
      return "";
    case "mermaid":
      // Diagrams of imports have a test of their own; the others are for people.
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
  if (config.profiles.length > 0) {
    for (const { name, baseUrl } of config.profiles) {
      const chosen = loadConfig({ flags: { config: path, profile: name }, io: { env: () => undefined } });
      assertEquals([chosen.profile, chosen.baseUrl], [name, baseUrl], placeOf(block));
    }
    return;
  }
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

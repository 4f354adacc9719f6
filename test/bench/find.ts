/**
 * Measures the index beside a vault of 100,000 items: making it, a night of 1,000 changes, its size, `find` and `impact`
 * inside the process, and the first byte of the commands. `deno task bench --only find [--items N] [--vault FILE]`: FILE is
 * made when it is not there, and kept.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { find } from "../../lib/inspect/search/find.ts";
import { impactOf } from "../../lib/inspect/search/impact.ts";
import { Searcher } from "../../lib/inspect/search/searcher.ts";
import { targetOf } from "../../lib/inspect/search/target.ts";
import { STATE, TERM } from "../../lib/vault/index/kinds.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { shippedArguments } from "../../scripts/shipped_flags.ts";
import { seeded, VIEWS, writeNight, writeSearchVault } from "./find_vault.ts";

/** Options of {@linkcode benchFind}. */
export interface FindBench {
  items: number;
  vault?: string | undefined;
}

/** Runs the measurements and prints them. */
export async function benchFind({ items, vault: given }: FindBench): Promise<void> {
  const path = given ?? `${await Deno.makeTempDir({ prefix: "lookervault-bench-" })}/vault.db`;
  if (!exists(path)) writeSearchVault(path, items);
  if (exists(`${path}.index`)) await Deno.remove(`${path}.index`);
  const { size } = await Deno.stat(path);
  say("made", timed(path), "s");
  const { size: indexed } = await Deno.stat(`${path}.index`);
  console.log(
    `size                ${(indexed / 1e6).toFixed(0)} MB, ${(100 * indexed / size).toFixed(1)} % of ${
      (size / 1e6).toFixed(0)
    } MB`,
  );
  const nights = sessions(path);
  writeNight(path, { night: nights, changed: 1000 });
  say("a night of 1,000", timed(path), "s");
  inProcess(path);
  for (const command of ["find revenue", "impact view_7.field_3", "impact view_7.* --format csv"]) {
    const { first, all } = await firstByte(path, command.split(" "));
    console.log(`${command.padEnd(29)} first byte ${first.toFixed(0)} ms, all ${all.toFixed(0)} ms`);
  }
}

/** Seconds of the processor that it takes to make the index, or to bring it up. */
function timed(path: string): number {
  using vault = openVaultForReading(path);
  const began = cpuUsage();
  using _searcher = new Searcher(vault);
  const { user, system } = cpuUsage(began);
  return (user + system) / 1e6;
}

function sessions(path: string): number {
  using vault = openVaultForReading(path);
  return Number(vault.prepare("SELECT count(*) AS n FROM extraction_sessions").get()?.["n"] ?? 0);
}

function inProcess(path: string): void {
  using vault = openVaultForReading(path);
  using searcher = new Searcher(vault);
  const { index } = searcher, random = seeded(3);
  let uses = 0;
  for (const { term } of index.termsUnder(TERM.field, "", -1)) index.eachDoc(term, () => uses++);
  const docs = index.docsIn(STATE.live, STATE.past).length;
  console.log(
    `uses of fields      ${uses} in ${docs} versions (an item and a field with its explore count once)`,
  );
  const words = [
    "revenue",
    "orders weekly",
    "chu",
    "person7",
    "user12@acme.com",
    "sales emea",
    "forecast margin region",
  ];
  say(
    "find, p95",
    p95(words.flatMap((text) => Array.from({ length: 20 }, () => () => find(searcher, { text, limit: 20 })))),
  );
  const fields = Array.from({ length: 100 }, () => `view_${random(VIEWS)}.field_${random(40)}`);
  const views = Array.from({ length: 100 }, () => `view_${random(VIEWS)}.*`);
  const asked = (text: string, most: number) => () => {
    let left = most;
    for (const _item of impactOf(searcher, targetOf(searcher, text)).items()) if (--left === 0) break;
  };
  // All items are known and in their order, by folder and owner, when the first is there; the others are only read.
  say("impact FIELD, p95, in order", p95(fields.map((text) => asked(text, 1))));
  say("impact VIEW, p95, in order", p95(views.map((text) => asked(text, 1))));
  say("impact FIELD, p95, 50 shown", p95(fields.map((text) => asked(text, 50))));
  say("impact VIEW, p95, 50 shown", p95(views.map((text) => asked(text, 50))));
  say("impact FIELD, p95, all shown", p95(fields.map((text) => asked(text, Infinity))));
  say("impact VIEW, p95, all shown", p95(views.slice(0, 40).map((text) => asked(text, Infinity))));
  const sizes = views.slice(0, 40).map((text) => impactOf(searcher, targetOf(searcher, text)).total).sort((
    a,
    b,
  ) => a - b);
  console.log(`                    a view has ${sizes.at(20)} items in the middle, ${sizes.at(-1)} at most`);
}

/** Milliseconds of the processor within which 95 of 100 end. */
function p95(runs: readonly (() => void)[]): number {
  for (const run of runs.slice(0, 10)) run();
  // Of the process's own time: others may share the machine.
  const times = runs.map((run) => {
    const began = cpuUsage();
    run();
    const { user, system } = cpuUsage(began);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.95)] ?? 0;
}

async function firstByte(path: string, args: readonly string[]): Promise<{ first: number; all: number }> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...await shippedArguments(), "--db", path, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let first = 0;
  for await (const _chunk of child.stdout) first ||= performance.now() - began;
  await child.status;
  return { first, all: performance.now() - began };
}

function say(what: string, value: number, unit = "ms"): void {
  console.log(`${what.padEnd(29)} ${value.toFixed(unit === "s" ? 2 : 1)} ${unit}`);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

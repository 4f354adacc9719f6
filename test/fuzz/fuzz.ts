/**
 * `deno task fuzz [--seed N] [--minutes N | --rounds N] [--only TARGET]`: hostile bytes for everything that reads what others
 * chose. Without `--only` all targets take turns for five minutes.
 *
 * Each round has a seed of its own, which a finding names: `--seed THAT --rounds 1 --only TARGET` does it again.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { Random } from "../sim/random.ts";
import { type Target, TARGETS } from "./targets.ts";

const flags = parseArgs(Deno.args, { string: ["seed", "minutes", "rounds", "only"] });
const first = number(flags.seed) ?? Math.floor(Math.random() * 1e9);
const rounds = number(flags.rounds) ?? Infinity;
const minutes = number(flags.minutes) ?? (rounds === Infinity ? 5 : Infinity);
const targets = Object.entries(TARGETS).filter(([name]) => flags.only === undefined || name === flags.only);
if (targets.length === 0) usage();

console.log(`seed ${first}`);
const until = performance.now() + minutes * 60_000;
const done: Record<string, number> = {};
let seed = first, failed = 0;
for (let round = 0; round < rounds && performance.now() < until; round++) {
  for (const [name, target] of targets) {
    // The quick ones get as much time as the others.
    const end = rounds === Infinity ? Math.min(until, performance.now() + 1000) : 0;
    do {
      if (!await survives(name, target, seed)) failed++;
      done[name] = (done[name] ?? 0) + 1;
      seed++;
    } while (performance.now() < end);
  }
}
console.log(
  `${Object.entries(done).map(([name, count]) => `${name} ${count}`).join(", ")}: ${failed} failed`,
);
if (failed > 0) Deno.exit(1);

async function survives(name: string, target: Target, seed: number): Promise<boolean> {
  try {
    await target(new Random(seed));
    return true;
  } catch (error) {
    console.log(`FAIL ${name} ${seed}: ${error instanceof Error ? error.stack : error}`.slice(0, 3000));
    console.log(`     again: deno task fuzz --seed ${seed} --rounds 1 --only ${name}`);
    return false;
  }
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : usage();
}

function usage(): never {
  console.error(
    `deno task fuzz [--seed N] [--minutes N | --rounds N] [--only ${Object.keys(TARGETS).join("|")}]`,
  );
  Deno.exit(2);
}

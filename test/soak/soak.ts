/**
 * `deno task soak [--seed N] [--rounds N | --minutes N] [--only PART]`: ill-treats backups for as long as you like.
 * Without `--only` all ill-treatments take turns, a round each; the acceptance at full scale runs when it is named.
 *
 * Each round has a seed of its own: `--seed THAT --rounds 1 --only PART` does it again.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { ACCEPTANCE, ROUNDS } from "./parts.ts";
import type { Round } from "./round.ts";

const flags = parseArgs(Deno.args, { string: ["seed", "rounds", "minutes", "only"] });
const first = flags.seed === undefined ? Math.floor(Math.random() * 1e6) : wholeNumber(flags.seed);
const minutes = flags.minutes === undefined ? Infinity : Number(flags.minutes);
const parts = flags.only === undefined
  ? Object.entries(ROUNDS)
  : Object.entries({ ...ROUNDS, ...ACCEPTANCE }).filter(([name]) => name === flags.only);
const rounds = flags.rounds === undefined
  ? (minutes === Infinity ? parts.length : Infinity)
  : wholeNumber(flags.rounds);
if (parts.length === 0 || Number.isNaN(minutes)) usage();

console.log(`seed ${first}`);
const began = performance.now();
let failed = 0, done = 0;
for (; done < rounds && performance.now() - began < minutes * 60_000; done++) {
  const [name, round] = parts[done % parts.length] ?? usage();
  if (!await survives(name, round, first + done)) failed++;
}
console.log(`${done} rounds in ${Math.round((performance.now() - began) / 1000)} s, ${failed} failed`);
if (failed > 0) Deno.exit(1);

async function survives(name: string, round: Round, seed: number): Promise<boolean> {
  const started = performance.now();
  try {
    const what = await round(seed);
    console.log(`ok   ${name} ${seed}: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`FAIL ${name} ${seed}: ${message.slice(0, 3000)}`);
    console.log(`     again: deno task soak --seed ${seed} --rounds 1 --only ${name}`);
    return false;
  }
}

function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : usage();
}

function usage(): never {
  console.error(
    `deno task soak [--seed N] [--rounds N | --minutes N] [--only ${
      Object.keys({ ...ROUNDS, ...ACCEPTANCE }).join("|")
    }]`,
  );
  Deno.exit(2);
}

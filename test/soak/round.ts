/**
 * What the rounds of the soak test have in common.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { run } from "../e2e/_inside.ts";
import type { Outcome, Place, Summary } from "../e2e/_run.ts";
import { served, type Truth } from "../e2e/_truth.ts";
import { Random } from "../sim/random.ts";
import type { MutationOp, Sim, SimOptions, TableName } from "../sim/mod.ts";
import {
  assertSameRows,
  checkAccount,
  checkExact,
  checkNoneBuriedAlive,
  checkOwners,
  checkSound,
  living,
} from "./invariants.ts";

/** One round: makes an instance out of a seed, ill-treats a backup of it, checks; says in a line what it did. */
export type Round = (seed: number) => Promise<string>;

/** A source of chance for a round. */
export function chance(seed: number): Random {
  return new Random(seed * 48271 + 11);
}

/** An integer from `from` to `to`, both included. */
export function between(random: Random, from: number, to: number): number {
  return from + random.below(to - from + 1);
}

/** An instance of random size, small enough for many rounds. */
export function randomInstance(random: Random, seed: number): SimOptions {
  return {
    seed,
    dashboards: between(random, 20, 120),
    looks: between(random, 10, 80),
    folders: between(random, 5, 20),
    users: between(random, 5, 40),
    groups: between(random, 2, 10),
    tileBytes: between(random, 300, 2000),
    unknownFields: random.below(2) === 0,
    pagingHeaders: random.below(3) > 0,
    ...(random.below(4) === 0 && { pageCap: between(random, 10, 60) }),
  };
}

/** Types that people change, and how. */
const CHANGED: readonly TableName[] = ["dashboards", "looks", "users", "groups", "boards", "roles"];
const OPS: readonly MutationOp[] = ["update", "update", "insert", "delete"];

/** Changes a few objects, as people do between two backups. */
export function edit(sim: Sim, random: Random, count: number): void {
  for (let i = 0; i < count; i++) {
    const type = random.pick(CHANGED);
    // Without a role the one who reads is not believed to see what is gone.
    const op = type === "roles" ? "update" : random.pick(OPS);
    const timeless = type !== "dashboards" && type !== "looks";
    // User 1 is the one who reads.
    if (type === "users" && op === "delete") sim.mutate({ op, type, id: `${between(random, 2, 9)}` });
    else if (!timeless && random.below(6) === 0) sim.mutate({ op: "trash", type });
    else {
      const values = timeless && op === "update" && type !== "users"
        ? { name: `Renamed ${random.below(1e9)}` }
        : null;
      sim.mutate({ op, type, ...(values && { values }) });
    }
  }
}

/** Runs `--json extract`, whatever becomes of it. */
export async function attempt(place: Place, args: readonly string[] = []): Promise<Outcome> {
  return await run(place, "--json", "--progress", "none", "extract", ...args);
}

/** The summary of a run that came to its end, checked; null of one that did not (exit 3: Looker gone or login refused). */
export function ended(place: Place, { code, stdout, stderr }: Outcome): Summary | null {
  assert(
    code === 0 || code === 3 || code === 4,
    `exit ${code}: ${stderr.slice(-2000)} ${stdout.slice(0, 1000)}`,
  );
  const summary = JSON.parse(stdout) as Summary;
  if (code === 3) return null;
  checkAccount(place.db, summary, code);
  return summary;
}

/** Whether an instance serves an item. */
export function livesIn(truth: Truth): (type: string, id: string) => boolean {
  return (type, id) => truth.get(type)?.has(id) === true;
}

/** Runs until nothing is left to do, in peace; afterwards the vault equals the instance, and a vault that never knew trouble. */
export async function settle(sim: Sim, place: Place): Promise<Summary> {
  sim.faults.clear();
  // Rounds delete much of what is there, and take roles away from the one who reads.
  const outcome = await attempt(place, ["--accept-deletions"]);
  assertEquals(outcome.code, 0, `the last run, in peace: ${outcome.stdout.slice(0, 2000)}`);
  const summary = ended(place, outcome);
  assert(summary !== null);
  checkSound(place.db);
  const fresh = { ...place, db: `${place.dir}/fresh-${summary.session_id}.db` };
  assertEquals((await attempt(fresh)).code, 0);
  checkOwners(place.db);
  assertSameRows(living(place.db), living(fresh.db), "the vault against one that never knew trouble");
  const truth = await served(sim);
  checkExact(place.db, summary, truth);
  checkNoneBuriedAlive(place.db, livesIn(truth));
  assertEquals(sim.violations, []);
  return summary;
}

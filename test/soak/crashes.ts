/**
 * `kill -9` at random moments, of a first backup or of a later one, with or without faults on the way.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { start, until, Workplace } from "../e2e/_run.ts";
import { served } from "../e2e/_truth.ts";
import { startSim } from "../sim/mod.ts";
import { assertSameRows, checkNoneBuriedAlive, checkSound, former, living } from "./invariants.ts";
import { attempt, between, chance, edit, ended, livesIn, randomInstance, settle } from "./round.ts";

/** Kills a run several times, goes on with it, and compares it with one that was never killed. */
export async function crashRound(seed: number): Promise<string> {
  const random = chance(seed);
  await using sim = startSim({ ...randomInstance(random, seed), latencyMs: random.below(3) });
  using place = Workplace.at(sim);
  const control = place.vault("control.db");
  const kind = random.pick(["a first", "a later", "an incremental"]);
  if (kind !== "a first") {
    assertEquals((await attempt(place)).code, 0);
    edit(sim, random, between(random, 1, 15));
    await Deno.copyFile(place.db, control.db);
  }
  const args = kind === "an incremental" ? ["--incremental"] : [];
  const before = sim.stats.requests;
  assertEquals((await attempt(control, args)).code, 0);
  const whole = sim.stats.requests - before;
  const lives = livesIn(await served(sim));
  const kills = between(random, 2, 6);
  const from = sim.stats.requests;
  for (let kill = 0; kill < kills; kill++) {
    if (random.below(3) === 0) sim.faults.add({ kind: "503", probability: 0.05, times: 5 });
    const batch = ["--batch-size", `${between(random, 1, 40)}`, "--workers", `${between(random, 1, 12)}`];
    await killed(sim, place, {
      after: between(random, 1, Math.ceil(whole * 0.8)),
      args: [...batch, ...args],
    });
    sim.faults.clear();
    // Before the first commit there is no vault yet.
    if (!exists(place.db)) continue;
    checkSound(place.db);
    checkNoneBuriedAlive(place.db, lives);
  }
  const last = await attempt(place, args);
  assertEquals(last.code, 0, last.stdout.slice(0, 1000));
  ended(place, last);
  const resumed = sim.stats.requests - from;
  assertSameRows(living(place.db), living(control.db), "items against those of a run never killed");
  assertSameRows(former(place.db), former(control.db), "former versions against those of a run never killed");
  await settle(sim, place);
  return `${kind} backup of ${whole} requests, ${kills} kills: ${resumed} requests`;
}

/** Kills a run once the instance has had so many requests more, or lets it end. */
async function killed(
  sim: { stats: { requests: number } },
  place: Workplace,
  { after, args }: { after: number; args: readonly string[] },
): Promise<void> {
  const from = sim.stats.requests;
  const running = start(place, ["--json", "--progress", "none", "extract", ...args]);
  let over = false;
  const end = running.ended.finally(() => over = true);
  await until(() => over || sim.stats.requests >= from + after, `${after} requests`);
  if (!over) running.kill("SIGKILL");
  await end;
}

/** Whether a file is there. */
export function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

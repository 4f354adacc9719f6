/**
 * Two runs at once, readers beside them, and the death of the one that holds the vault.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Outcome, run, start, until, Workplace } from "../e2e/_run.ts";
import { startSim } from "../sim/mod.ts";
import { exists } from "./crashes.ts";
import { checkSound } from "./invariants.ts";
import { between, chance, ended, randomInstance, settle } from "./round.ts";

/** Starts two or three runs into one vault: one works, the others are told that it is in use. */
export async function twoRound(seed: number): Promise<string> {
  const random = chance(seed);
  await using sim = startSim({ ...randomInstance(random, seed), latencyMs: between(random, 2, 8) });
  using place = Workplace.at(sim);
  const first = start(place, ["--json", "--progress", "none", "extract"]);
  const from = between(random, 1, 30);
  await until(() => sim.stats.requests >= from, `${from} requests`);
  const others = Array.from(
    { length: between(random, 1, 2) },
    () => start(place, ["--json", "--progress", "none", "extract"]),
  );
  const readers = exists(place.db)
    ? [run(place, "--json", "list"), run(place, "--json", "list", "dashboards")]
    : [];
  const dies = random.below(2) === 0;
  if (dies) {
    const to = sim.stats.requests + between(random, 1, 60);
    let over = false;
    const end = first.ended.finally(() => over = true);
    await until(() => over || sim.stats.requests >= to, `${to} requests`);
    if (!over) first.kill("SIGKILL");
    await end;
  }
  const outcomes = await Promise.all([first, ...others].map((running) => running.ended));
  for (const reader of await Promise.all(readers)) assertEquals(reader.code, 0, reader.stderr);
  for (const outcome of outcomes.slice(1)) checkOther(outcome);
  if (!dies) assertEquals(outcomes[0]?.code, 0, "the first is not affected by the others");
  for (const outcome of outcomes) if (outcome.code === 0) ended(place, outcome);
  checkSound(place.db);
  await settle(sim, place);
  return `exit ${outcomes.map(({ code }) => code).join(", ")}${dies ? ", the first killed" : ""}`;
}

/** One that came second either was refused, or came so late that the vault was free again. */
function checkOther({ code, stdout, stderr }: Outcome): void {
  assert(code === 0 || code === 6, `exit ${code}: ${stderr}`);
  if (code !== 6) return;
  const said = JSON.parse(stdout) as { error?: { message?: string } };
  assert(JSON.stringify(said).includes("another run is using it"), stdout);
}

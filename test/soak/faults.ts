/**
 * Random faults of every kind that the simulator has.
 *
 * @module
 */
import type { Random } from "../sim/random.ts";
import { type FaultKind, type FaultRule, startSim } from "../sim/mod.ts";
import { Workplace } from "../e2e/_run.ts";
import { served } from "../e2e/_truth.ts";
import { checkExact, checkNoneBuriedAlive, checkSound } from "./invariants.ts";
import { attempt, between, chance, edit, ended, livesIn, randomInstance, settle } from "./round.ts";

/** Faults that say: not now. */
const PASSING: readonly FaultKind[] = [
  "429",
  "500",
  "502-html",
  "503",
  "504",
  "reset",
  "truncate",
  "slow",
  "late",
  "lost-reply",
  "html-200",
  "empty-200",
];
/** Faults that say: no. */
const FINAL: readonly FaultKind[] = ["403", "422", "wrong-type-200"];
/** Faults that say something untrue, which nobody can tell from the truth: that nothing is there. */
const LYING: readonly FaultKind[] = ["404", "null-200"];

/** Operations that a fault may single out. */
const OPERATIONS = [
  "search_dashboards",
  "dashboard",
  "merge_query",
  "query",
  "search_looks",
  "folder_looks",
  "look",
  "all_users",
  "search_users",
  "all_folders",
  "all_content_metadatas",
  "all_content_metadata_accesses",
  "search_groups_with_hierarchy",
  "all_group_users",
  "search_roles",
  "role_users",
  "role_groups",
  "all_lookml_models",
  "lookml_model_explore",
  "search_boards",
  "all_scheduled_plans",
  "scheduled_plan",
  "search_alerts",
  "all_user_attributes",
  "user_attribute_user_values",
  "search_themes",
  "all_connections",
] as const;

/** One to five rules. `lies`: whether faults may hide what is there. */
export function randomFaults(random: Random, { lies }: { lies: boolean }): FaultRule[] {
  return Array.from({ length: between(random, 1, 5) }, () => randomFault(random, lies));
}

function randomFault(random: Random, lies: boolean): FaultRule {
  const dice = random.below(20);
  if (dice === 0) return { kind: "hang", operation: random.pick(OPERATIONS), times: 1 };
  if (dice === 1) return { kind: "401", probability: 0.05, times: between(random, 1, 5) };
  const operation = random.pick(OPERATIONS);
  if (dice < 5) return { kind: random.pick(FINAL), operation, ...rarely(random) };
  if (dice < 7 && lies) return { kind: random.pick(LYING), operation, ...rarely(random) };
  const kind = random.pick(PASSING);
  return {
    kind,
    ...(random.below(2) === 0 && { operation }),
    ...rarely(random),
    ...(random.below(2) === 0 && { timesPerRequest: between(random, 1, 3) }),
    ...(kind === "429" && { retryAfter: random.below(4) === 0 ? "http-date" : 0.1, times: 4 }),
    ...((kind === "slow" || kind === "late") && { ms: between(random, 5, 100) }),
  };
}

function rarely(random: Random): Partial<FaultRule> {
  switch (random.below(4)) {
    case 0:
      return { probability: 0.02 + random.next() * 0.3 };
    case 1:
      return { every: between(random, 2, 20) };
    case 2:
      return { after: between(random, 0, 100), times: between(random, 1, 20) };
    default:
      return { times: between(random, 1, 5) };
  }
}

/** Backs up through faults, one to three times, with edits between; then once in peace. */
export async function faultRound(seed: number): Promise<string> {
  const random = chance(seed);
  await using sim = startSim({ ...randomInstance(random, seed), gate: random.below(3) === 0 });
  using place = Workplace.at(sim);
  const codes: number[] = [];
  let fired = 0;
  for (let runs = between(random, 1, 3); runs > 0; runs--) {
    const truth = await served(sim);
    sim.faults.add(...randomFaults(random, { lies: codes.length === 0 }));
    const incremental = codes.length > 0 && random.below(2) === 0;
    const outcome = await attempt(place, [
      ...[
        "--timeout",
        "5",
        "--max-retries",
        `${between(random, 0, 2)}`,
        "--workers",
        `${between(random, 1, 12)}`,
      ],
      ...(incremental ? ["--incremental"] : []),
    ]);
    fired += sim.faults.fired;
    sim.faults.clear();
    codes.push(outcome.code);
    const summary = ended(place, outcome);
    checkSound(place.db);
    checkNoneBuriedAlive(place.db, livesIn(truth));
    if (summary !== null) checkExact(place.db, summary, truth);
    // What a run that broke off had finished is not read again by the one that goes on with it.
    if (summary !== null) edit(sim, random, random.below(6));
  }
  await settle(sim, place);
  return `${fired} faults, exit ${codes.join(", ")}`;
}

/**
 * An instance that others change while it is read: in the moments that hurt, right after a list was answered.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Random } from "../sim/random.ts";
import { type MutationRule, type Sim, startSim, type TableName } from "../sim/mod.ts";
import { Workplace } from "../e2e/_run.ts";
import { dumpedIds } from "../e2e/_truth.ts";
import { OpenVault } from "../e2e/_vault.ts";
import { checkNoneBuriedAlive, checkSound } from "./invariants.ts";
import { attempt, between, chance, ended, randomInstance, settle } from "./round.ts";

/** Types whose ids are the ids of the simulator's table of the same name. */
const WATCHED = [
  "dashboards",
  "looks",
  "users",
  "groups",
  "boards",
  "roles",
  "scheduled_plans",
  "alerts",
] as const;

/** Lists after which changes come. */
const LISTS = [
  "search_dashboards",
  "search_looks",
  "folder_looks",
  "all_users",
  "search_users",
  "search_boards",
  "search_roles",
  "all_group_users",
  "all_content_metadatas",
] as const;

/** A few rules: who changes what after which list, and how often. */
function randomRules(random: Random): MutationRule[] {
  return Array.from({ length: between(random, 2, 8) }, () => {
    const type = random.pick(WATCHED);
    // User 1 is the one who reads: none is deleted.
    const ops = type === "users"
      ? ["update", "insert"] as const
      : type === "dashboards" || type === "looks"
      ? ["update", "insert", "delete", "trash"] as const
      : ["update", "insert", "delete"] as const;
    return {
      op: random.pick(ops),
      type: type satisfies TableName,
      ...(random.below(4) > 0 && { operation: random.pick(LISTS) }),
      every: between(random, 1, 4),
      times: between(random, 1, 12),
    };
  });
}

/** Backs up a moving instance once or twice, then once when it has come to rest. */
export async function mutationRound(seed: number): Promise<string> {
  const random = chance(seed);
  const mutations = randomRules(random);
  await using sim = startSim({ ...randomInstance(random, seed), mutations });
  using place = Workplace.at(sim);
  const rules = mutations.length, codes: number[] = [];
  for (let runs = between(random, 1, 2); runs > 0; runs--) {
    const before = idsNow(sim);
    const workers = ["--workers", `${between(random, 1, 12)}`];
    const outcome = await attempt(place, [...workers, ...(random.below(2) === 0 ? ["--incremental"] : [])]);
    codes.push(outcome.code);
    const summary = ended(place, outcome);
    assert(summary !== null, "exit 3 though Looker answered");
    checkSound(place.db);
    const after = idsNow(sim);
    checkNoneBuriedAlive(place.db, (type, id) => after.get(type)?.has(id) === true);
    using vault = new OpenVault(place.db);
    for (const [type, ids] of before) {
      const stored = new Set(vault.ids(type));
      const lost = [...ids].filter((id) => after.get(type)?.has(id) && !stored.has(id));
      const whole = summary.types.find((line) => line.type === type)?.complete;
      assert(
        lost.length === 0 || whole === false,
        `${type} ${lost} lived through the run and were lost in silence`,
      );
    }
  }
  sim.options.mutations.length = 0;
  await settle(sim, place);
  return `${rules} rules, exit ${codes.join(", ")}`;
}

function idsNow(sim: Sim): Map<string, Set<string>> {
  return new Map(WATCHED.map((type) => [type, new Set(dumpedIds(sim, type) ?? [])]));
}

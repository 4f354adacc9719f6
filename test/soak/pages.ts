/**
 * Listings that shift, shuffle and are capped while eight workers read them.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { dumpedIds } from "../e2e/_truth.ts";
import { OpenVault } from "../e2e/_vault.ts";
import { backup, line } from "../extract/_in_process.ts";
import { type MutationRule, type SimOptions, startSim } from "../sim/mod.ts";
import type { Random } from "../sim/random.ts";
import { between, chance } from "./round.ts";

const TYPES: readonly ContentType[] = ["dashboards", "looks", "users"];

/**
 * One run. What was there before and after it is stored, or its type says that it is not whole.
 *
 * @returns what the instance did meanwhile, and how many types could not be said to be whole.
 */
export async function pageRound(seed: number): Promise<{ what: string; unsure: number }> {
  const random = chance(seed);
  const caps = randomCaps(random);
  const mutations = shifts(random);
  await using sim = startSim({
    seed,
    dashboards: between(random, 30, 80),
    looks: between(random, 20, 50),
    users: between(random, 5, 40),
    groups: 2,
    folders: between(random, 3, 6),
    tileBytes: 300,
    ...caps,
    mutations,
  });
  await using place = await backup(sim);
  const before = new Map(TYPES.map((type) => [type, dumpedIds(sim, type) ?? []]));
  const summary = await place.run({ types: TYPES, workers: 8 });
  using vault = new OpenVault(place.path);
  let unsure = 0;
  for (const [type, ids] of before) {
    const after = new Set(dumpedIds(sim, type)), stored = new Set(vault.ids(type));
    const lost = ids.filter((id) => after.has(id) && !stored.has(id));
    const { listed, stored: count, failed, complete } = line(summary, type);
    assertEquals(listed, count + failed, `seed ${seed}: ${type}`);
    if (!complete) unsure++;
    assert(
      lost.length === 0 || !complete,
      `seed ${seed}: ${type} ${lost} lost in silence, ${JSON.stringify(caps)}`,
    );
  }
  assertEquals(sim.violations, [], `seed ${seed}`);
  return { what: `${JSON.stringify(caps)}, ${mutations.length} kinds of change`, unsure };
}

/**
 * So many runs, the first two with seeds that lose something where nobody lists again: rows behind a census that was cut
 * short moved up into pages that had been read.
 *
 * @returns how many types could not be said to be whole, of all runs together.
 */
export async function pageRounds(first: number, count: number): Promise<{ unsure: number }> {
  const seeds = [1250, 23, ...Array.from({ length: count - 2 }, (_, i) => first + i)];
  let unsure = 0;
  for (const seed of seeds) unsure += (await pageRound(seed)).unsure;
  return { unsure };
}

function randomCaps(random: Random): SimOptions {
  return {
    ...(random.below(2) === 0 && { pageCap: between(random, 10, 60) }),
    ...(random.below(2) === 0 && { unlimitedCap: between(random, 15, 60) }),
    pagingHeaders: random.below(2) === 0,
    shuffleUnsorted: random.below(4) > 0,
  };
}

/** Deletions and insertions right after a list was answered: all that stands behind them moves. */
function shifts(random: Random): MutationRule[] {
  const often = (): Pick<MutationRule, "every" | "times"> => ({
    every: between(random, 1, 4),
    times: between(random, 1, 12),
  });
  const rules: MutationRule[] = [
    { op: "delete", type: "dashboards", operation: "search_dashboards", ...often() },
    { op: "insert", type: "dashboards", operation: "search_dashboards", ...often() },
    { op: "trash", type: "dashboards", operation: "search_dashboards", ...often() },
    { op: "delete", type: "looks", operation: "folder_looks", ...often() },
    { op: "delete", type: "looks", operation: "search_looks", ...often() },
    { op: "trash", type: "looks", operation: "search_looks", ...often() },
    { op: "delete", type: "users", ...often() },
    { op: "insert", type: "users", ...often() },
    { op: "update", type: "dashboards", ...often() },
  ];
  return rules.filter(() => random.below(2) === 0);
}

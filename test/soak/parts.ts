/**
 * What `deno task soak` can do.
 *
 * @module
 */
import { assert } from "@std/assert";
import { changes } from "./changes.ts";
import { crashRound } from "./crashes.ts";
import { diskRound } from "./disk.ts";
import { faultRound } from "./faults.ts";
import { killedAgainAndAgain } from "./kills.ts";
import { mutationRound } from "./mutations.ts";
import { nights } from "./nights.ts";
import { pageRound, pageRounds } from "./pages.ts";
import { repairRound } from "./repairs.ts";
import { oneToNine, restoreStopped } from "./restore_kills.ts";
import type { Round } from "./round.ts";
import { stores3gb } from "./stores.ts";
import { lifted, throttled } from "./throttled.ts";
import { twoRound } from "./two.ts";

/** Ill-treatments, taking turns: as many rounds as asked for. */
export const ROUNDS: Readonly<Record<string, Round>> = {
  kills: crashRound,
  faults: faultRound,
  mutations: mutationRound,
  disk: diskRound,
  two: twoRound,
  pages: async (seed) => (await pageRound(seed)).what,
  repairs: repairRound,
};

/** Acceptance at full scale, minutes long: only when they are named. */
export const ACCEPTANCE: Readonly<Record<string, Round>> = {
  nights: async (seed) =>
    JSON.stringify(await nights({ seed, nights: 365, items: 2000, changes: 20, incremental: false })),
  kills200: async (seed) => {
    const instance = { dashboards: 1000, looks: 1000, folders: 400, users: 4000, groups: 100, latencyMs: 1 };
    // Each kill loses what is in flight: with eight workers that alone is more.
    const result = await killedAgainAndAgain({ seed, kills: 200, workers: 2, instance });
    assert(result.ratio <= 1.15, JSON.stringify(result));
    return JSON.stringify(result);
  },
  pages100: async (seed) => {
    const { unsure } = await pageRounds(seed, 100);
    assert(unsure < 10, `${unsure} types not whole`);
    return `${unsure} types not whole in 100 runs`;
  },
  changes: async (seed) => {
    const { full, changed, idle, everything } = await changes(seed, 5000);
    assert(changed.calls <= 40, `${changed.calls} calls`);
    assert(changed.bytes <= full.bytes * 0.03, `${changed.bytes} of ${full.bytes} bytes`);
    return JSON.stringify({ full, changed, idle, everything });
  },
  stores: stores3gb,
  restorekills: async (seed) => JSON.stringify(await restoreStopped(seed, oneToNine(), 1)),
  throttled: async () => {
    const run = await throttled(3000), shortTokens = await throttled(1500, 40), back = await lifted(7000, 15);
    // Everybody waits for each login: with one every 36 seconds that is some of the time.
    for (const [{ seconds, best, lateShare }, allowance] of [[run, 1.15], [shortTokens, 1.25]] as const) {
      assert(lateShare < 0.03, `${lateShare} of the requests were answered 429`);
      assert(seconds <= best * allowance, `${seconds} s where ${best} s were possible`);
    }
    assert(back.backAfter <= 120, `full speed after ${back.backAfter} s`);
    return JSON.stringify({ run, shortTokens, back });
  },
};

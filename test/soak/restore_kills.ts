/**
 * A restore of everything into an emptied instance, stopped again and again as its writes are answered, and gone on with.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { differ } from "../restore/_differ.ts";
import { restore } from "../restore/_in_process.ts";
import { startSim } from "../sim/mod.ts";

const TINY = { dashboards: 5, looks: 4, folders: 6, users: 9, groups: 8, tileBytes: 300 };

/** Stops the restore after `steps` writes, one after the other; how often it was stopped. Everything is there once. */
export async function restoreStopped(
  seed: number,
  steps: Iterable<number>,
  workers = 8,
): Promise<{ stops: number; writes: number }> {
  await using sim = startSim({ ...TINY, seed });
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...TINY, seed, emptied: true, idOffset: 7000 });
  let stops = 0, finished = false;
  for (const step of steps) {
    const controller = new AbortController();
    other.onWrite(step, () => controller.abort(new Error("stopped")));
    finished = await going(async () =>
      await restore(vault.path, other, {
        options: { enableSchedules: true, workers },
        resume: stops > 0,
        deps: { signal: controller.signal },
      })
    );
    if (finished && !controller.signal.aborted) break;
    stops++;
  }
  assert(finished, `not through after ${stops} stops`);
  assertEquals(differ(sim, other), []);
  assertEquals(other.violations, []);
  assertEquals(other.deletions(), []);
  return { stops, writes: other.writes().length };
}

/** Whether a restore came to its end; being stopped is none. */
async function going(work: () => ReturnType<typeof restore>): Promise<boolean> {
  try {
    assertEquals((await work()).errors, []);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message === "stopped") return false;
    throw error;
  }
}

/**
 * From one write to nine, again and again: a restore whose first write is a query's, which leaves no trace of its own,
 * would get nowhere if it were stopped after each single one.
 */
export function* oneToNine(): Generator<number> {
  for (let n = 0;; n++) yield 1 + n % 9;
}

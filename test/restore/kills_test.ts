import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const TINY = { dashboards: 5, looks: 4, folders: 6, users: 9, groups: 8, tileBytes: 300 };

Deno.test("restore() stopped after every few writes, and gone on with, makes nothing twice (D15, F15)", async () => {
  await using sim = startSim(TINY);
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...TINY, emptied: true, idOffset: 7000 });
  const options = { enableSchedules: true };
  let stops = 0;
  for (let step = 7; stops < 200; step = step % 41 + 17) {
    const controller = new AbortController();
    other.onWrite(step, () => controller.abort(new Error("killed")));
    try {
      const summary = await restore(vault.path, other, {
        options,
        resume: stops > 0,
        deps: { signal: controller.signal },
      });
      if (!controller.signal.aborted) {
        assertEquals(summary.errors, []);
        break;
      }
    } catch (error) {
      assertEquals((error as Error).message, "killed");
    }
    stops++;
  }
  assert(stops > 3, `${stops} stops`);
  assertEquals(differ(sim, other), []);
  assertEquals(other.violations, []);
  assertEquals(other.deletions(), []);
});

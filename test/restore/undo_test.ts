import { assert, assertEquals } from "@std/assert";
import { startSim } from "../sim/mod.ts";
import { Random } from "../sim/random.ts";
import { Damaged, formOf, MIXED } from "./_damage.ts";
import { DAMAGES } from "./_damages.ts";
import { restore } from "./_in_process.ts";
import { damageAtRandom } from "./_random_damage.ts";
import { notUndone, thereAndBack, undo } from "./_undo.ts";

for (const [group, damages] of Object.entries(DAMAGES)) {
  Deno.test(`undo takes a restore back: ${group}`, async () => {
    await using at = await Damaged.start();
    for (const damage of Object.values(damages)) await damage(at.ask, at.sim);
    await thereAndBack(at);
  });
}

for (const seed of [11, 12]) {
  Deno.test(`undo takes a restore of forty random damages back, seed ${seed}`, async () => {
    await using at = await Damaged.start();
    const random = new Random(seed);
    for (let done = 0; done < 40;) if (await damageAtRandom(at.ask, at.sim, random) !== null) done++;
    await thereAndBack(at);
  });
}

Deno.test("undo of a restore into another instance leaves it as it was", async () => {
  await using at = await Damaged.start();
  await using other = startSim({ ...MIXED, emptied: true, idOffset: 5000 });
  const then = formOf(other);
  const { session_id: session, errors } = await restore(at.vault.path, other);
  assertEquals(errors, []);
  const summary = await undo({ path: at.vault.path, sim: other, session });
  assertEquals(summary.errors, []);
  assertEquals(notUndone(then, formOf(other)), []);
  assertEquals(other.deletions(), []);
  assertEquals(other.violations, []);
});

Deno.test("undo that is interrupted is resumed", async () => {
  await using at = await Damaged.start();
  const { sim, vault: { path } } = at;
  for (const group of ["edits and moves", "groups, alerts and plans deleted"]) {
    for (const damage of Object.values(DAMAGES[group] ?? {})) await damage(at.ask, sim);
  }
  const damaged = formOf(sim);
  const { session_id: session } = await at.repair();
  let stops = 0;
  for (let step = 3; stops < 100; step = step * 2 + 1) {
    const controller = new AbortController();
    sim.onWrite(step, () => controller.abort(new Error("killed")));
    try {
      const resume = stops > 0;
      await undo({ path, sim, session }, { resume, deps: { signal: controller.signal } });
      if (!controller.signal.aborted) break;
    } catch (error) {
      assertEquals((error as Error).message, "killed");
    }
    stops++;
  }
  assert(stops > 1, `${stops} stops`);
  assertEquals(notUndone(damaged, formOf(sim)), []);
  assertEquals(sim.deletions(), []);
});

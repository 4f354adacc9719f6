import { assertEquals } from "@std/assert";
import { Random } from "../sim/random.ts";
import { Damaged, formOf } from "./_damage.ts";
import { DAMAGES } from "./_damages.ts";
import { lostIds } from "./_forms.ts";
import { damageAtRandom } from "./_random_damage.ts";
import { notUndone, undo } from "./_undo.ts";

/** Restores, undoes, and expects the instance to be as the damage left it. */
async function thereAndBack(at: Damaged): Promise<void> {
  const { sim, vault } = at;
  const damaged = formOf(sim);
  const { session_id: session } = await at.repair();
  const restored = formOf(sim);
  const deletions = sim.deletions().length;
  const summary = await undo({ path: vault.path, sim, session });
  assertEquals(summary.errors, []);
  const undone = formOf(sim);
  assertEquals(notUndone(damaged, undone), []);
  assertEquals(lostIds({ before: damaged, damaged: restored, after: undone }), []);
  assertEquals(sim.deletions().slice(deletions), []);
  assertEquals(sim.violations, []);
}

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

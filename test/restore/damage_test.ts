import { assert } from "@std/assert";
import { Random } from "../sim/random.ts";
import { Damaged, formOf } from "./_damage.ts";
import { DAMAGES } from "./_damages.ts";
import { differences } from "./_forms.ts";
import { damageAtRandom } from "./_random_damage.ts";

for (const [group, damages] of Object.entries(DAMAGES)) {
  Deno.test(`restore() makes good: ${group}`, async () => {
    await using at = await Damaged.start();
    for (const [what, damage] of Object.entries(damages)) {
      const then = formOf(at.sim);
      await damage(at.ask, at.sim);
      assert(differences(then, formOf(at.sim)).length > 0, `nothing was damaged: ${what}`);
    }
    await at.repair();
  });
}

for (const seed of [1, 2, 3]) {
  Deno.test(`restore() makes forty random damages good, seed ${seed}`, async () => {
    await using at = await Damaged.start();
    const random = new Random(seed);
    for (let done = 0; done < 40;) if (await damageAtRandom(at.ask, at.sim, random) !== null) done++;
    await at.repair();
  });
}

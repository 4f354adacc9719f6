import { assert } from "@std/assert";
import { Random } from "../sim/random.ts";
import { Damaged } from "./_damage.ts";
import { damageAtRandom } from "./_random_damage.ts";
import { thereAndBack } from "./_undo.ts";
import { WILD, wildDamage } from "./_wild_damage.ts";

for (const [group, damages] of Object.entries(WILD)) {
  Deno.test(`restore() makes good and takes back what people do to ${group}`, async () => {
    await using at = await Damaged.start();
    const random = new Random(4);
    for (const [what, damage] of Object.entries(damages)) {
      let done = false;
      for (let tries = 0; !done && tries < 20; tries++) {
        done = await damage({ ask: at.ask, sim: at.sim, random }) !== null;
      }
      assert(done, `Looker refused it: ${what}`);
    }
    await thereAndBack(at);
  });
}

Deno.test("restore() makes good three hundred damages of every kind in one run, and takes them all back", async () => {
  await using at = await Damaged.start();
  const random = new Random(21);
  const kinds = Object.values(WILD).flatMap((group) => Object.values(group));
  let done = 0;
  for (const damage of kinds) if (await damage({ ask: at.ask, sim: at.sim, random }) !== null) done++;
  assert(done > kinds.length * 0.8, `${done} of ${kinds.length} kinds`);
  while (done < 300) {
    const damage = random.next() < 0.5 ? wildDamage : damageAtRandom;
    if (await damage(at.ask, at.sim, random) !== null) done++;
  }
  await thereAndBack(at);
});

Deno.test("restore() makes good and takes back forty damages of every kind", async () => {
  await using at = await Damaged.start();
  const random = new Random(9);
  for (let done = 0; done < 40;) {
    const damage = random.next() < 0.6 ? wildDamage : damageAtRandom;
    if (await damage(at.ask, at.sim, random) !== null) done++;
  }
  await thereAndBack(at);
});

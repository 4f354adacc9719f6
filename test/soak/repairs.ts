/**
 * Restores of everything, after damages at random: as before, taken back, as before again.
 *
 * @module
 */
import { Damaged } from "../restore/_damage.ts";
import { damageAtRandom } from "../restore/_random_damage.ts";
import { wildDamage } from "../restore/_wild_damage.ts";
import { thereAndBack } from "../restore/_undo.ts";
import { between, chance } from "./round.ts";

/** One instance, damaged and made good several times out of one backup. */
export async function repairRound(seed: number): Promise<string> {
  const random = chance(seed);
  await using at = await Damaged.start();
  const rounds = between(random, 1, 3);
  let damages = 0;
  for (let round = 0; round < rounds; round++) {
    const goal = damages + between(random, 5, 40);
    while (damages < goal) {
      const damage = random.below(2) === 0 ? damageAtRandom : wildDamage;
      if (await damage(at.ask, at.sim, random) !== null) damages++;
    }
    await thereAndBack(at);
    await at.repair();
  }
  return `${damages} damages made good in ${rounds} rounds, each taken back once`;
}

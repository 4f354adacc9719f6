/**
 * Draws from a list at random, always the same by the same seed. Pure.
 *
 * @module
 */
import { Random } from "../../test/sim/random.ts";

/** Some of a list, none twice; all of it where it is shorter. */
export function drawn<T>(list: readonly T[], count: number, seed: number): T[] {
  const left = [...list], taken: T[] = [];
  const random = new Random(seed);
  while (taken.length < count && left.length > 0) {
    const [one] = left.splice(random.below(left.length), 1);
    if (one !== undefined) taken.push(one);
  }
  return taken;
}

/**
 * Selects random elements of a list. The same seed gives the same result. Pure.
 *
 * @module
 */
import { Random } from "../../test/sim/random.ts";

/** Returns up to `count` elements of a list, each at most once. */
export function drawn<T>(list: readonly T[], count: number, seed: number): T[] {
  const left = [...list], taken: T[] = [];
  const random = new Random(seed);
  while (taken.length < count && left.length > 0) {
    const [one] = left.splice(random.below(left.length), 1);
    if (one !== undefined) taken.push(one);
  }
  return taken;
}

/**
 * The most likely intended word for a misspelled one.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text";

/** The member of `known` with the fewest edits to `word`, the first of equals; `undefined` when there are none. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const edits = keyDistance(word, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Edits between dotted keys; a right last part in the wrong section is nearly right, one within the other too. */
function keyDistance(a: string, b: string): number {
  const last = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
  const [lastA, lastB] = [last(a), last(b)];
  const within = lastA.length > 2 && (lastB.includes(lastA) || lastA.includes(lastB)) ? 2 : Infinity;
  return Math.min(levenshteinDistance(a, b), levenshteinDistance(lastA, lastB) + 0.5, within);
}

/**
 * Finds the most likely intended name for a misspelled one.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text";

/**
 * Returns the member of `known` with the fewest edits to `word`, the first of equals; undefined if `known` is empty.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const edits = keyDistance(word, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/**
 * Returns the number of edits between dotted keys. If only the section is wrong, or if one last part contains the
 * other, the keys count as almost equal.
 */
function keyDistance(a: string, b: string): number {
  const last = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
  const [lastA, lastB] = [last(a), last(b)];
  const within = lastA.length > 2 && (lastB.includes(lastA) || lastA.includes(lastB)) ? 2 : Infinity;
  return Math.min(levenshteinDistance(a, b), levenshteinDistance(lastA, lastB) + 0.5, within);
}

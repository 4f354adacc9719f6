/**
 * The name that somebody may have meant. Pure.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text";

/** The nearest of some names, or null when none comes near. */
export function nearestOf(text: string, names: Iterable<string>): string | null {
  const most = text.length <= 4 ? 1 : Math.min(4, Math.floor(text.length / 3));
  let best: string | null = null, least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - text.length) > most) continue;
    const distance = levenshteinDistance(name.toLowerCase(), text.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

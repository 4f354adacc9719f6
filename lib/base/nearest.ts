/**
 * Suggestions for a misspelled name. Pure.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text";

/** The nearest of some names, or null when none comes near. */
export function nearestOf(text: string, names: Iterable<string>): string | null {
  return nearestNames(text, names, 1)[0] ?? null;
}

/**
 * The nearest of some names, the nearest first, at most `limit`: those that a few typing errors tell apart from the text,
 * whatever the case of letters; after them those that hold all of the text.
 */
export function nearestNames(text: string, names: Iterable<string>, limit: number): string[] {
  const wanted = text.trim().toLowerCase(), letters = sorted(wanted);
  if (wanted === "") return [];
  const most = errorsIn(wanted), near: { name: string; distance: number }[] = [];
  for (const name of new Set(names)) {
    const other = name.toLowerCase();
    const distance = Math.abs(other.length - wanted.length) > most
      ? Infinity
      : levenshteinDistance(other, wanted);
    // Two letters in each other's place are one typing error and two edits.
    const isNear = distance <= most || (distance === 2 && sorted(other) === letters);
    if (isNear) near.push({ name, distance });
    // A long name that holds the text is farther than any with a typing error.
    else if (wanted.length > 2 && other.includes(wanted)) near.push({ name, distance: 1000 + other.length });
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, limit).map(({ name }) => name);
}

/** How many typing errors a text of that length may have. */
function errorsIn(text: string): number {
  return text.length <= 4 ? 1 : Math.min(4, Math.floor(text.length / 3));
}

function sorted(text: string): string {
  return [...text].sort().join("");
}

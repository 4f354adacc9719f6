/**
 * Suggestions for a misspelled name. Pure.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text";

/** Returns the nearest of some names, or null if none is near. */
export function nearestOf(text: string, names: Iterable<string>): string | null {
  return nearestNames(text, names, 1)[0] ?? null;
}

/**
 * Returns at most `limit` names, the nearest first: names that differ from the text by a few typing errors, ignoring
 * case, and after them names that contain the text.
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
    // Two swapped letters are one typing error, but two edits.
    const isNear = distance <= most || (distance === 2 && sorted(other) === letters);
    if (isNear) near.push({ name, distance });
    // A long name that contains the text ranks after all names with typing errors.
    else if (wanted.length > 2 && other.includes(wanted)) near.push({ name, distance: 1000 + other.length });
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, limit).map(({ name }) => name);
}

/** Returns how many typing errors a text of this length may have. */
function errorsIn(text: string): number {
  return text.length <= 4 ? 1 : Math.min(4, Math.floor(text.length / 3));
}

function sorted(text: string): string {
  return [...text].sort().join("");
}

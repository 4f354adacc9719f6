/**
 * Plans which pages and which single items to read if only some items of a listing are needed: the fewest calls
 * without too many unneeded bytes. Pure.
 *
 * @module
 */
import type { Window } from "./listing.ts";

/** A page costs the bytes of all its items: fewer wanted ones than this are read singly. */
const LEAST = 3;
/** At least this share of a page must be wanted. */
const SHARE = LEAST / 25;

/**
 * The pages to read of a list that is in the order of `ids`; whatever else is wanted is read singly. `size` tells how
 * many items a page may have at most when its turn comes.
 */
export function* planPages(
  ids: readonly string[],
  wanted: ReadonlySet<string>,
  size: () => number,
): Generator<Window> {
  const places = ids.flatMap((id, place) => wanted.has(id) ? [place] : []);
  for (let first = 0; first < places.length;) {
    const last = lastOnPage(places, first, size());
    if (last === null) first++;
    else {
      const offset = places[first] ?? 0;
      yield { offset, limit: (places[last] ?? 0) - offset + 1 };
      first = last + 1;
    }
  }
}

/** The last place on the longest page that is worth it and begins at `places[first]`; null when none is. */
function lastOnPage(places: readonly number[], first: number, size: number): number | null {
  const offset = places[first] ?? 0;
  let found: number | null = null;
  for (let last = first; last < places.length; last++) {
    const length = (places[last] ?? 0) - offset + 1, held = last - first + 1;
    if (length > size) break;
    if (held >= Math.min(LEAST, size) && held >= length * SHARE) found = last;
  }
  return found;
}

/**
 * Plans which pages and which single items to read if only some items of a listing are needed: the fewest requests
 * without too many unneeded bytes. Pure.
 *
 * @module
 */
import type { Window } from "./listing.ts";

/** A page costs the bytes of all its items. Fewer wanted items than this are read one by one. */
const LEAST = 3;
/** The minimum share of wanted items on a page. */
const SHARE = LEAST / 25;

/** A list of ids. */
export interface Ids {
  readonly length: number;
  at(index: number): string | undefined;
}

/**
 * Yields the pages to read of a list that is in the order of `ids`. The other wanted items are read one by one. `size`
 * returns the maximum number of items of the next page.
 */
export function* planPages(
  ids: Ids,
  wanted: (id: string) => boolean,
  size: () => number,
): Generator<Window> {
  const places = wantedPlaces(ids, wanted);
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

function wantedPlaces(ids: Ids, wanted: (id: string) => boolean): number[] {
  const places: number[] = [];
  for (let place = 0; place < ids.length; place++) if (wanted(ids.at(place) as string)) places.push(place);
  return places;
}

/** Returns how many wanted items a list has between two places; `to` is not included. */
export function countWanted(
  ids: Ids,
  wanted: (id: string) => boolean,
  { from = 0, to = ids.length }: { from?: number; to?: number } = {},
): number {
  let count = 0;
  for (let place = from; place < Math.min(to, ids.length); place++) {
    if (wanted(ids.at(place) as string)) count++;
  }
  return count;
}

/**
 * Returns the last place on the longest page that begins at `places[first]` and is worth a request; null if there is
 * none.
 */
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

/**
 * Listings that come page by page.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";

/** A page, and what gets the next; null at the end. */
export interface Page<T> {
  items: T[];
  next: Record<string, string> | null;
}

/** Pages of a listing at most: ten million objects. */
const MOST = 10_000;

/** All items of all pages. A store that never comes to an end is not followed for ever. */
export async function* paged<T>(
  doing: string,
  fetchPage: (position: Record<string, string>) => Promise<Page<T>>,
): AsyncIterable<T> {
  let position: Record<string, string> = {};
  for (let pages = 0; pages < MOST; pages++) {
    const { items, next } = await fetchPage(position);
    yield* items;
    if (next === null) return;
    if (JSON.stringify(next) === JSON.stringify(position)) break;
    position = next;
  }
  throw new RefusedError(`Cannot ${doing}: the listing does not end`);
}

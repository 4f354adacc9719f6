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
  throw new RefusedError(`Cannot ${doing}: the store's listing does not end`);
}

/** Versions of one key that are kept in mind: somebody may have written thousands over one. */
const VERSIONS = 1000;

/**
 * Groups the items by key. A listing has all versions of a key in a row. Of a very large group, only the first and the
 * last items are returned, which are sufficient.
 */
export async function* runs<T extends { key: string }>(items: AsyncIterable<T>): AsyncIterable<T[]> {
  let held: T[] = [];
  for await (const item of items) {
    if (held[0] !== undefined && held[0].key !== item.key) {
      yield held;
      held = [];
    }
    if (held.length >= VERSIONS) held.splice(VERSIONS / 2, 1);
    held.push(item);
  }
  if (held.length > 0) yield held;
}

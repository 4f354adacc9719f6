/**
 * Reads listings that have several pages.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";

/** A page, and the query parameters of the next page; null on the last page. */
export interface Page<T> {
  items: T[];
  next: Record<string, string> | null;
}

/** The maximum number of pages of a listing, enough for ten million objects. */
const MOST = 10_000;

/** Yields the items of all pages. @throws {RefusedError} if the listing does not end */
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

/**
 * The maximum number of versions of one key that are kept in memory. Somebody may have overwritten an object thousands
 * of times.
 */
const VERSIONS = 1000;

/**
 * Groups the items by key. A listing returns all versions of a key one after another. For a very large group, yields
 * only the first and the last items, which are sufficient.
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

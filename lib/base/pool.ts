/**
 * Side by side, but not all at once.
 *
 * @module
 */

/**
 * Runs `work` on every item, at most `limit` at a time, taking the next item only when there is room for it. When one
 * fails no further item is taken; the others under way finish, then the first error is thrown.
 */
export async function forEachPooled<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failed = false;
  let failure: unknown;
  for await (const item of items) {
    const task = work(item).catch((error) => {
      if (!failed) failure = error;
      failed = true;
    }).finally(() => running.delete(task));
    running.add(task);
    if (running.size >= limit) await Promise.race(running);
    if (failed) break;
  }
  await Promise.all(running);
  if (failed) throw failure;
}

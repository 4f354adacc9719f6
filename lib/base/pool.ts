/**
 * Runs tasks in parallel, with a limit.
 *
 * @module
 */

/**
 * Runs `work` on every item, at most `limit` at a time, taking the next item only when there is room for it. When one
 * fails, or the items themselves do, no further work begins; what is under way finishes, then the first error is thrown.
 */
export async function forEachPooled<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: { error: unknown }[] = [];
  const run = async (item: T): Promise<void> => {
    try {
      await work(item);
    } catch (error) {
      failures.push({ error });
    }
  };
  try {
    for await (const item of items) {
      if (failures.length > 0) break;
      const task = run(item).finally(() => running.delete(task));
      running.add(task);
      if (running.size >= limit) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } catch (error) {
    failures.push({ error });
  }
  await Promise.all(running);
  const [first] = failures;
  if (first !== undefined) throw first.error;
}

/** Works begun at most at once by {@linkcode sideBySide}; how many requests are under way is the client's to say. */
const AT_ONCE = 50;

/** Does works whose order does not matter. When one fails, those that are under way finish, then the first error is thrown. */
export async function sideBySide(works: Iterable<() => Promise<unknown>>): Promise<void> {
  await forEachPooled(works, AT_ONCE, async (work) => void await work());
}

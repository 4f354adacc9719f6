/**
 * Runs tasks in parallel, with a limit.
 *
 * @module
 */

/**
 * Runs `work` on every item, at most `limit` at a time, and takes the next item only when there is room for it. If
 * `work` or the iteration of the items fails, no further work starts. The running work finishes, then the first error
 * is thrown.
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

/**
 * The maximum number of tasks that {@linkcode sideBySide} runs at a time. The client limits the requests that are sent
 * at a time.
 */
const AT_ONCE = 50;

/** Runs tasks in any order. If one fails, the running ones finish, then the first error is thrown. */
export async function sideBySide(works: Iterable<() => Promise<unknown>>): Promise<void> {
  await forEachPooled(works, AT_ONCE, async (work) => void await work());
}

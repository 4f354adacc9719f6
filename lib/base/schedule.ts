/**
 * Processes items in parallel, each after the items that it depends on.
 *
 * @module
 */
/** The items that must be finished before an item. */
export interface Scheduled<R> {
  dependsOn: readonly R[];
}

/** Options of {@linkcode runScheduled}. */
export interface ScheduleOptions<R> {
  /** How many items may run at a time. */
  limit: number;
  /** Returns a text that identifies an item. */
  keyOf: (item: R) => string;
}

/**
 * Runs `work` on every item in parallel, in their order as far as dependencies allow. A dependency that is not in
 * `items` counts as finished. Items in a cycle run last, in their order. If `work` throws, no further item starts. The
 * running items finish, then the first error is thrown.
 */
export async function runScheduled<R, T extends R & Scheduled<R>>(
  items: readonly T[],
  { limit, keyOf }: ScheduleOptions<R>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new Queue(items, keyOf);
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  while (failures.length === 0) {
    const item = running.size < limit ? queue.next(running.size === 0) : undefined;
    if (item !== undefined) {
      const task = work(item).catch((error) => void failures.push(error)).finally(() => {
        running.delete(task);
        queue.done(item);
      });
      running.add(task);
    } else if (running.size === 0) break;
    else await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}

/** Items by the dependencies that they wait for. */
class Queue<R, T extends R & Scheduled<R>> {
  private readonly waitsFor = new Map<string, Set<string>>();
  private readonly waiters = new Map<string, T[]>();
  private readonly ready: T[] = [];
  /** Items that wait for dependencies, in their order. */
  private readonly waiting: Map<string, T>;
  private at = 0;

  constructor(items: readonly T[], private readonly keyOf: (item: R) => string) {
    const keys = new Set(items.map(keyOf));
    this.waiting = new Map();
    for (const item of items) {
      const key = keyOf(item);
      const needs = new Set(item.dependsOn.map(keyOf).filter((need) => need !== key && keys.has(need)));
      if (needs.size === 0) {
        this.ready.push(item);
        continue;
      }
      this.waiting.set(key, item);
      this.waitsFor.set(key, needs);
      for (const need of needs) {
        const others = this.waiters.get(need);
        if (others === undefined) this.waiters.set(need, [item]);
        else others.push(item);
      }
    }
  }

  /** Returns the next item that may run; if nothing runs (`idle`), an item of a cycle. */
  next(idle: boolean): T | undefined {
    const item = this.ready[this.at];
    if (item !== undefined) {
      this.at++;
      return item;
    }
    const [stuck] = idle ? this.waiting : [];
    if (stuck === undefined) return undefined;
    this.waiting.delete(stuck[0]);
    return stuck[1];
  }

  done(item: T): void {
    const key = this.keyOf(item);
    for (const waiter of this.waiters.get(key) ?? []) {
      const waiting = this.keyOf(waiter), needs = this.waitsFor.get(waiting);
      needs?.delete(key);
      if (needs?.size === 0 && this.waiting.delete(waiting)) this.ready.push(waiter);
    }
  }
}

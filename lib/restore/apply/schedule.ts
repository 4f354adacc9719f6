/**
 * Works through items side by side, each after those it depends on.
 *
 * @module
 */
import { itemKey, type ItemRef } from "../plan/model.ts";

/** An item and what must be through before it. */
export interface Scheduled extends ItemRef {
  dependsOn: readonly ItemRef[];
}

/**
 * Runs `work` on every item, at most `limit` at a time, in their order as far as dependencies allow. Dependencies outside
 * of `items` count as through. Items in a circle run last, in their order. What `work` throws ends the run: nothing more
 * begins, what is under way finishes, then the first error is thrown.
 */
export async function runScheduled<T extends Scheduled>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new Queue(items);
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

/** Items by what they still wait for. */
class Queue<T extends Scheduled> {
  private readonly waitsFor = new Map<string, Set<string>>();
  private readonly waiters = new Map<string, T[]>();
  private readonly ready: T[] = [];
  /** Items that wait, in their order. */
  private readonly waiting: Map<string, T>;
  private at = 0;

  constructor(items: readonly T[]) {
    const keys = new Set(items.map(itemKey));
    this.waiting = new Map();
    for (const item of items) {
      const key = itemKey(item);
      const needs = new Set(item.dependsOn.map(itemKey).filter((need) => need !== key && keys.has(need)));
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

  /** The next item that may run; when nothing runs any more, one of a circle. */
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
    const key = itemKey(item);
    for (const waiter of this.waiters.get(key) ?? []) {
      const waiting = itemKey(waiter), needs = this.waitsFor.get(waiting);
      needs?.delete(key);
      if (needs?.size === 0 && this.waiting.delete(waiting)) this.ready.push(waiter);
    }
  }
}

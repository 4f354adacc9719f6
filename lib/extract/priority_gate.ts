/**
 * Decides which item is processed next. The number of items in progress is limited over all types, and types earlier in
 * the order (the registry's `turn`) come first. Types are therefore finished one after the other, and a kill leaves few
 * half-read items.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { forEachPooled } from "../base/pool.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";

interface Waiting {
  rank: number;
  start: () => void;
}

/** A resumed run begins with `GENTLE` items at the same time, and adds one after every `STEP` finished items. */
const GENTLE = 2, STEP = 8;

/** Options of {@linkcode PriorityGate}. */
export interface PriorityGateOptions {
  /**
   * Whether to begin with few items at the same time. A run that was killed may be killed again, which loses the items
   * in progress.
   */
  gently: boolean;
}

/** A limit on the items in progress, shared by all types of a run. */
export class PriorityGate {
  private busy = 0;
  private finished = 0;
  private readonly queue: Waiting[] = [];
  /** Set while work of this gate has a turn. */
  private readonly hasTurn = new AsyncLocalStorage<true>();

  /** Creates a gate for `most` items at the same time. */
  constructor(private readonly most: number, private readonly options: PriorityGateOptions) {}

  /**
   * Runs `work` on every item of a type, each in its turn. If an item fails, the items in progress finish, then the
   * first error is thrown.
   */
  async each<T>(
    type: ContentType,
    items: Iterable<T> | AsyncIterable<T>,
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    await forEachPooled(items, this.most, (item) => this.take(type, () => work(item)));
  }

  /**
   * Runs `work` in its turn. Work that already has a turn starts immediately: if it waited for another turn, waiting
   * work could occupy all turns.
   */
  async take<T>(type: ContentType, work: () => Promise<T>): Promise<T> {
    if (this.hasTurn.getStore()) return await work();
    await this.turn(type);
    try {
      return await this.hasTurn.run(true, work);
    } finally {
      this.busy--;
      this.finished++;
      this.next();
    }
  }

  private get allowed(): number {
    return this.options.gently ? Math.min(this.most, GENTLE + Math.floor(this.finished / STEP)) : this.most;
  }

  private turn(type: ContentType): Promise<void> {
    if (this.busy < this.allowed && this.queue.length === 0) {
      this.busy++;
      return Promise.resolve();
    }
    return new Promise((start) => {
      const rank = REGISTRY[type].turn ?? 0;
      const at = this.queue.findIndex((other) => other.rank > rank);
      this.queue.splice(at < 0 ? this.queue.length : at, 0, { rank, start });
      this.next();
    });
  }

  private next(): void {
    while (this.busy < this.allowed) {
      const waiting = this.queue.shift();
      if (waiting === undefined) return;
      this.busy++;
      waiting.start();
    }
  }
}

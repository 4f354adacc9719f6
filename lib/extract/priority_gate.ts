/**
 * Decides which item is next. At most a number of items of all types is processed at the same time, and types earlier
 * in the order (the registry's `turn`) come first. So types are finished one after the other, and a kill finds few
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

/** A run that is resumed begins with so many items at once, and adds one for each so many that are through. */
const GENTLE = 2, STEP = 8;

/** Options of {@linkcode PriorityGate}. */
export interface PriorityGateOptions {
  /** Begins with few at once: a run that was killed may be killed again, and what is in work then is lost. */
  gently: boolean;
}

/** Shared by all types of a run. */
export class PriorityGate {
  private busy = 0;
  private finished = 0;
  private readonly queue: Waiting[] = [];
  /** Set while work of this gate has its turn. */
  private readonly hasTurn = new AsyncLocalStorage<true>();

  /** `most` items at once. */
  constructor(private readonly most: number, private readonly options: PriorityGateOptions) {}

  /**
   * Runs `work` on every item of a type, each in its turn; what is under way finishes when one fails, then the first error
   * is thrown.
   */
  async each<T>(
    type: ContentType,
    items: Iterable<T> | AsyncIterable<T>,
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    await forEachPooled(items, this.most, (item) => this.take(type, () => work(item)));
  }

  /**
   * Runs `work` in its turn. Work that has a turn already runs at once: if it waited for another one, all turns could be held
   * by work that waits.
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

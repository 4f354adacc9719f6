/**
 * Runs the deadlines of many requests on one timer. A timer for each would cost more than all other work for a short
 * request.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";

interface Deadline {
  /** The time on the monotonic clock, milliseconds. */
  at: number;
  passed: () => void;
}

/** Calls a function at each deadline. */
export class Deadlines {
  private readonly waiting = new Set<Deadline>();
  private timer: Disposable | null = null;
  /** The time when the timer fires. */
  private rings = Infinity;

  constructor(private readonly clock: Clock) {}

  /** Calls `passed` one time after `ms`, unless the handle is disposed first. */
  after(ms: number, passed: () => void): Disposable {
    const deadline = { at: this.clock.monotonic() + ms, passed };
    this.waiting.add(deadline);
    if (deadline.at < this.rings) this.wind(deadline.at);
    return {
      [Symbol.dispose]: () => {
        this.waiting.delete(deadline);
        if (this.waiting.size === 0) this.stop();
      },
    };
  }

  private wind(at: number): void {
    this.stop();
    this.rings = at;
    this.timer = this.clock.after(Math.max(0, at - this.clock.monotonic()), () => this.ring());
  }

  private stop(): void {
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    this.rings = Infinity;
  }

  private ring(): void {
    this.stop();
    const now = this.clock.monotonic();
    let next = Infinity;
    const due: Deadline[] = [];
    for (const deadline of this.waiting) {
      if (deadline.at <= now) due.push(deadline);
      else next = Math.min(next, deadline.at);
    }
    for (const deadline of due) this.waiting.delete(deadline);
    if (next < Infinity) this.wind(next);
    for (const { passed } of due) passed();
  }
}

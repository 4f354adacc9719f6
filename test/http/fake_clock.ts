/**
 * A clock that a test moves by hand: no test waits.
 *
 * @module
 */
import type { Clock } from "../../lib/base/clock.ts";

interface Timer {
  at: number;
  fire: () => void;
}

/** Options of {@linkcode FakeClock}. */
export interface FakeClockOptions {
  /** Wall clock at the start, milliseconds since the epoch. */
  epoch?: number;
  /** How late a timer fires, milliseconds. */
  lateness?: () => number;
}

/** Time stands still until {@linkcode FakeClock.advance} or {@linkcode FakeClock.runUntil} moves it. */
export class FakeClock implements Clock {
  private time = 0;
  private readonly timers = new Set<Timer>();

  constructor(private readonly options: FakeClockOptions = {}) {}

  now(): number {
    return (this.options.epoch ?? Date.UTC(2030, 0, 1)) + this.time;
  }

  monotonic(): number {
    return this.time;
  }

  /** Timers that have not fired: a test ends with none. */
  get pending(): number {
    return this.timers.size;
  }

  after(ms: number, then: () => void): Disposable {
    const timer = { at: this.time + ms + (this.options.lateness?.() ?? 0), fire: then };
    this.timers.add(timer);
    return { [Symbol.dispose]: () => this.timers.delete(timer) };
  }

  every(ms: number, tick: () => void): Disposable {
    const again = (): void => {
      timer = this.after(ms, again);
      tick();
    };
    let timer = this.after(ms, again);
    return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (ms <= 0) return resolve();
      const aborted = (): void => {
        timer[Symbol.dispose]();
        reject(signal?.reason);
      };
      const timer = this.after(ms, () => {
        signal?.removeEventListener("abort", aborted);
        resolve();
      });
      signal?.addEventListener("abort", aborted, { once: true });
    });
  }

  /** Moves time on by `ms`, firing what falls due, in order, each in its own time. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settle();
    for (let next = this.next(); next !== null && next.at <= until; next = this.next()) await this.fire(next);
    this.time = until;
  }

  /** Moves time from timer to timer until `promise` is settled, and gives its outcome. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    for (await settle(); !settled; await settle()) {
      const next = this.next();
      if (next === null) throw new Error("Cannot go on: no timer is set and the promise is pending");
      await this.fire(next);
    }
    return await promise;
  }

  private next(): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.timers) if (first === null || timer.at < first.at) first = timer;
    return first;
  }

  private async fire(timer: Timer): Promise<void> {
    this.timers.delete(timer);
    this.time = Math.max(this.time, timer.at);
    timer.fire();
    await settle();
  }
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

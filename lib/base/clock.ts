/**
 * Time, injected: the only file of `lib/` that reads a clock or sets a timer.
 *
 * @module
 */
import { delay } from "@std/async";

/** What the program may know of time. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never jump, from an arbitrary start. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. 0 lets others run, and costs nothing. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `then` once after `ms`, unless the handle is disposed first. */
  after(ms: number, then: () => void): Disposable;
  /** Calls `tick` every `ms` until the handle is disposed. Does not keep the process alive. */
  every(ms: number, tick: () => void): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  delay: (ms, signal) => ms > 0 ? delay(ms, signal ? { signal } : {}) : turn(signal),
  after(ms, then) {
    const id = setTimeout(then, ms);
    return { [Symbol.dispose]: () => clearTimeout(id) };
  },
  every(ms, tick) {
    const id = setInterval(tick, ms);
    Deno.unrefTimer(id);
    return { [Symbol.dispose]: () => clearInterval(id) };
  },
};

/** One turn of the event loop, in which other threads are heard: a timer of 0 ms takes 2 to 4. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  // Immediates come before what other threads have to say: one after the other, they would never be heard.
  const { promise, resolve } = Promise.withResolvers<void>(), { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve();
  port2.postMessage(null);
  await promise;
  port1.close();
  port2.close();
  signal?.throwIfAborted();
}

/** ISO 8601 in UTC with milliseconds, as the vault stores times. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/**
 * Time, injected. This is the only file of `lib/` that reads a clock or sets a timer.
 *
 * @module
 */
import { delay } from "@std/async";

/** The program's access to time. */
export interface Clock {
  /** The wall clock, in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary start. They never jump. */
  monotonic(): number;
  /**
   * Resolves after `ms`; rejects with the signal's reason if it aborts first. 0 yields to other tasks without a timer.
   */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `then` one time after `ms`, unless the handle is disposed first. */
  after(ms: number, then: () => void): Disposable;
  /** Calls `tick` every `ms` until the handle is disposed. Does not keep the process alive. */
  every(ms: number, tick: () => void): Disposable;
}

/** The clock of the machine. */
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

/**
 * Waits for one turn of the event loop, so that messages of other threads arrive. A timer of 0 ms would take 2 to 4 ms.
 */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  // A series of immediates would delay the messages of other threads forever, because immediates run before messages.
  const { promise, resolve } = Promise.withResolvers<void>(), { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve();
  port2.postMessage(null);
  await promise;
  port1.close();
  port2.close();
  signal?.throwIfAborted();
}

/** Formats a time as ISO 8601 in UTC with milliseconds, as in the vault. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

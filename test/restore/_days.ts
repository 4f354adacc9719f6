import { type Clock, systemClock } from "../../lib/base/clock.ts";

const DAY = 24 * 3600 * 1000;

/** A clock that is some days ahead. */
export function daysLater(days: number): Clock {
  return {
    now: () => systemClock.now() + days * DAY,
    monotonic: () => systemClock.monotonic(),
    delay: (ms, signal) => systemClock.delay(ms, signal),
    after: (ms, then) => systemClock.after(ms, then),
    every: (ms, tick) => systemClock.every(ms, tick),
  };
}

/** A moment some days from now, ISO 8601 UTC. */
export function inDays(days: number): string {
  return new Date(systemClock.now() + days * DAY).toISOString();
}

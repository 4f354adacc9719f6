/**
 * That Looker slows a run down, for people: a run that waits is not one that hangs.
 *
 * @module
 */
import { duration } from "./format.ts";

/** What says that requests are held back. */
export type ThrottleEvent =
  | { event: "paused"; wait_ms: number; status: number }
  | { event: "retry"; status: number | null };

/** Too many requests, by HTTP. */
const SLOW_DOWN = 429;

/** What Looker asked for, and when it goes on; null for a retry that has another cause. */
export function throttleText(event: ThrottleEvent): string | null {
  if (event.event === "paused") return `${asked(event.status)}, next try in ${waitText(event.wait_ms)}`;
  return event.status === SLOW_DOWN ? `${asked(SLOW_DOWN)}: sending fewer requests` : null;
}

/** `Looker asked to slow down (429)`. */
function asked(status: number): string {
  return `Looker asked to ${status === SLOW_DOWN ? "slow down" : "wait"} (${status})`;
}

/** Whole seconds, never none. */
export function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 60 ? `${seconds} s` : duration(seconds);
}

/** At least this long between two lines that say it, milliseconds. */
const EVERY_MS = 10_000;

/** Says it now and then: gives the line to write, or null. */
export function throttleLines(): (event: { event: string }, now: number) => string | null {
  let saidAt = -Infinity;
  return (event, now) => {
    if (event.event !== "paused" && event.event !== "retry") return null;
    if (now - saidAt < EVERY_MS) return null;
    const text = throttleText(event as ThrottleEvent);
    if (text !== null) saidAt = now;
    return text;
  };
}

/**
 * Messages that Looker slows a run down, so that a waiting run does not look stuck.
 *
 * @module
 */
import { duration } from "./format.ts";

/** An event of a request that is held back. */
export type ThrottleEvent =
  | { event: "paused"; wait_ms: number; status: number }
  | { event: "retry"; status: number | null };

/** The HTTP status "Too Many Requests". */
const SLOW_DOWN = 429;

/** Returns what Looker requested, and when the run continues; null for a retry with another cause. */
export function throttleText(event: ThrottleEvent): string | null {
  if (event.event === "paused") return `${asked(event.status)}, next try in ${waitText(event.wait_ms)}`;
  return event.status === SLOW_DOWN ? `${asked(SLOW_DOWN)}: sending fewer requests` : null;
}

/** Returns `Looker asked to slow down (429)`. */
function asked(status: number): string {
  return `Looker asked to ${status === SLOW_DOWN ? "slow down" : "wait"} (${status})`;
}

/** Formats a wait in seconds, at least one. */
export function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 60 ? `${seconds} s` : duration(seconds);
}

/** The minimum interval between two such lines, in milliseconds. */
const EVERY_MS = 10_000;

/** Returns a function that returns the line to write for an event, at most one per interval, or null. */
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

/** Simulates a run against a throttling server in fake time: the real limiter, workers, retries, latency. @module */
import { Limiter } from "../../lib/http/limiter.ts";
import type { Transport } from "../../lib/http/transport.ts";
import { FakeClock } from "./fake_clock.ts";
import { ok, request, status } from "./_request.ts";

/** Decides whether a request that arrives at `now`, milliseconds, is let through. */
export type Server = (now: number) => "ok" | "429" | "503" | "fault";

/** What a run is like. */
export interface RunOptions {
  server: Server;
  requests: number;
  workers?: number;
  latencyMs?: number;
  /** Seconds in `Retry-After`, or none. */
  retryAfter?: string | null;
  /** False: no limiter at all, no pause is honored: what the same workers reach where nothing is asked of them. */
  adaptive?: boolean;
}

/** What a run was like. Times in seconds. */
export interface RunResult {
  seconds: number;
  /** Time in which the server had asked for a pause. */
  paused: number;
  sent: number;
  throttled: number;
  /** Share of the requests sent after the first five seconds that were answered 429. */
  lateShare: number;
  /** When each request got through. */
  done: number[];
}

/** Runs until `requests` got through. */
export async function simulate(options: RunOptions): Promise<RunResult> {
  const { server, requests, workers = 8, latencyMs = 5, retryAfter = "1", adaptive = true } = options;
  const clock = new FakeClock();
  const result: RunResult = { seconds: 0, paused: 0, sent: 0, throttled: 0, lateShare: 0, done: [] };
  let late = 0, lateThrottled = 0;
  const transport: Transport = async () => {
    await clock.delay(latencyMs / 2);
    const answer = server(clock.monotonic());
    const isLate = clock.monotonic() > 5000;
    result.sent++;
    if (isLate) late++;
    await clock.delay(latencyMs / 2);
    if (answer === "ok") return ok();
    if (answer !== "429") throw status(answer === "503" ? 503 : 502, answer === "503" ? retryAfter : null);
    result.throttled++;
    if (isLate) lateThrottled++;
    throw status(429, retryAfter);
  };
  const onPause = (ms: number): void => {
    result.paused += ms / 1000;
  };
  const limiter = new Limiter({ clock, workers, onPause });
  const limited = adaptive ? limiter.limit(transport) : transport;
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      for (let wait = 250;; wait = Math.min(wait * 2, 15_000)) {
        try {
          await limited(request());
          break;
        } catch {
          await clock.delay(wait / 2);
        }
      }
      result.done.push(clock.monotonic() / 1000);
    }
  };
  await clock.runUntil(Promise.all(Array.from({ length: workers }, work)));
  result.seconds = clock.monotonic() / 1000;
  result.lateShare = late === 0 ? 0 : lateThrottled / late;
  return result;
}

/** At most `limit` in each second of the server's clock. */
export function fixedWindow(limit: number, offset = 0): Server {
  let second = -1, count = 0;
  return (now) => {
    const current = Math.floor((now + offset) / 1000);
    if (current !== second) second = current, count = 0;
    return ++count > limit ? "429" : "ok";
  };
}

/** At most `limit` let through in any second. */
export function slidingWindow(limit: number): Server {
  const passed: number[] = [];
  return (now) => {
    while (passed[0] !== undefined && now - passed[0] >= 1000) passed.shift();
    if (passed.length >= limit) return "429";
    passed.push(now);
    return "ok";
  };
}

/** A bucket of `burst` tokens, refilled with `limit` a second. */
export function tokenBucket(limit: number, burst: number): Server {
  let tokens = burst, at = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + (now - at) * limit / 1000);
    at = now;
    if (tokens < 1) return "429";
    tokens--;
    return "ok";
  };
}

/** Answers at random, by the shares of 429, 503 and other faults; the same for the same seed. */
export function faulty(seed: number, shares: { "429": number; "503": number; fault: number }): Server {
  let state = seed;
  return () => {
    // Numerical Recipes' linear congruential generator: plenty for a coin.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let at = state / 2 ** 32;
    for (const kind of ["429", "503", "fault"] as const) if ((at -= shares[kind]) < 0) return kind;
    return "ok";
  };
}

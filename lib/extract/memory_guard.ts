/**
 * Implements `--max-memory`: keeps fewer requests in flight while memory is short.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Limiter } from "../http/limiter.ts";

/** Options of {@linkcode guardMemory}. */
export interface MemoryGuardOptions {
  clock: Clock;
  limiter: Pick<Limiter, "setCeiling">;
  workers: number;
  /** Megabytes of resident memory. If undefined, memory is not watched. */
  maxMemoryMb: number | undefined;
  warn: (message: string) => void;
  /** Returns the bytes of resident memory now; for tests. */
  resident?: () => number;
}

/** From this share of the limit on, fewer requests are kept in flight. */
const SHORT = 0.8;
const EVERY_MS = 250;

/** Watches the resident memory until disposed. */
export function guardMemory(options: MemoryGuardOptions): Disposable {
  const { clock, limiter, workers, maxMemoryMb, warn, resident = (): number => Deno.memoryUsage().rss } =
    options;
  if (maxMemoryMb === undefined) return { [Symbol.dispose]: () => {} };
  const limit = maxMemoryMb * 1024 * 1024;
  let warned = false;
  return clock.every(EVERY_MS, () => {
    const share = resident() / limit;
    if (share >= SHORT && !warned) {
      warned = true;
      warn(
        `Memory is at ${
          Math.round(share * 100)
        }% of --max-memory ${maxMemoryMb}: sending fewer requests at a time`,
      );
    }
    limiter.setCeiling(allowedInFlight(share, workers));
  });
}

/**
 * Returns the number of requests in flight at a share of the memory limit: all below 80 %, one at 100 %, in proportion
 * between.
 */
export function allowedInFlight(share: number, workers: number): number {
  if (share < SHORT) return workers;
  return Math.max(1, Math.round(workers * Math.max(0, (1 - share) / (1 - SHORT))));
}

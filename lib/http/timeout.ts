/**
 * No request waits for ever.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { TimeoutError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Options of {@linkcode timeout}. */
export interface TimeoutOptions {
  seconds: number;
  /** What the time is for, in the error: "one attempt", "all attempts". */
  what: string;
  clock: Clock;
}

/** Aborts a request that takes longer, body included, with a {@linkcode TimeoutError}. */
export function timeout(inner: Transport, { seconds, what, clock }: TimeoutOptions): Transport {
  return async (request) => {
    request.signal.throwIfAborted();
    const controller = new AbortController();
    const outer = (): void => controller.abort(request.signal.reason);
    request.signal.addEventListener("abort", outer, { once: true });
    using _timer = clock.after(
      seconds * 1000,
      () => controller.abort(new TimeoutError(request.operation, seconds, what)),
    );
    try {
      return await inner({ ...request, signal: controller.signal });
    } finally {
      request.signal.removeEventListener("abort", outer);
    }
  };
}

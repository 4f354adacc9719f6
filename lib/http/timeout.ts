/**
 * No request waits for ever: a limit for one attempt, and one for all attempts of a request together. Only time in
 * which a request is really under way counts, so a queue, a pause that Looker asked for or a low `--rate-limit`
 * never makes a request time out.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { Deadlines } from "./deadlines.ts";
import { TimeoutError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Options of {@linkcode timeout}. */
export interface TimeoutOptions {
  clock: Clock;
  /** For one attempt, body included. */
  seconds: number;
  /** For all attempts of a request together; counted where the request carries `spent`. */
  totalSeconds: number;
}

/** Aborts an attempt that takes too long with a {@linkcode TimeoutError}. */
export function timeout(inner: Transport, { clock, seconds, totalSeconds }: TimeoutOptions): Transport {
  const deadlines = new Deadlines(clock);
  return async (request) => {
    request.signal.throwIfAborted();
    const left = totalSeconds - (request.spent?.ms ?? 0) / 1000;
    const last = left <= seconds;
    const controller = new AbortController();
    const outer = (): void => controller.abort(request.signal.reason);
    request.signal.addEventListener("abort", outer, { once: true });
    using _deadline = deadlines.after(
      Math.max(0, Math.min(seconds, left)) * 1000,
      () =>
        controller.abort(
          last
            ? new TimeoutError(request.operation, totalSeconds, { total: true })
            : new TimeoutError(request.operation, seconds),
        ),
    );
    const began = clock.monotonic();
    try {
      return await inner({ ...request, signal: controller.signal });
    } finally {
      if (request.spent) request.spent.ms += clock.monotonic() - began;
      request.signal.removeEventListener("abort", outer);
    }
  };
}

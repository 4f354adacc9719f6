/**
 * Notices that a server is gone altogether, so that a run ends instead of failing item by item.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { NetworkError, TimeoutError, UnreachableError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Attempts without any answer in a row, and for how long, milliseconds, until a server counts as gone. */
const ATTEMPTS = 20, FOR_MS = 5000;

/** Options of {@linkcode breaker}. */
export interface BreakerOptions {
  clock: Clock;
  /** Told once, when the server counts as gone. */
  onOpen: (error: UnreachableError) => void;
}

/** Counts attempts that got no answer; an answer of any status resets the count. */
export function breaker(inner: Transport, { clock, onOpen }: BreakerOptions): Transport {
  let failures = 0;
  let since = 0;
  return async (request) => {
    try {
      const response = await inner(request);
      failures = 0;
      return response;
    } catch (error) {
      const noAnswer = error instanceof NetworkError || error instanceof TimeoutError;
      if (!noAnswer) failures = 0;
      else if (failures++ === 0) since = clock.monotonic();
      else if (failures === ATTEMPTS || (failures > ATTEMPTS && failures % ATTEMPTS === 0)) {
        if (clock.monotonic() - since >= FOR_MS) {
          onOpen(new UnreachableError(request.operation, failures, error));
        }
      }
      throw error;
    }
  };
}

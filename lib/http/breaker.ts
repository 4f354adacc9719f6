/**
 * Notices that a server is gone altogether, so that a run ends instead of failing item by item.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { HttpError, NetworkError, TimeoutError, UnreachableError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Attempts without any answer in a row, and for how long, milliseconds, until a server counts as gone. */
const ATTEMPTS = 20, FOR_MS = 5000;

/** Options of {@linkcode breaker}. */
export interface BreakerOptions {
  clock: Clock;
  /** Told when the server counts as gone: once, until it has answered again. */
  onOpen: (error: UnreachableError) => void;
}

/** Counts attempts that got no answer; an answer of any status resets the count, an aborted attempt says nothing. */
export function breaker(inner: Transport, { clock, onOpen }: BreakerOptions): Transport {
  let failures = 0;
  let since = 0;
  let open = false;
  const answer = (): void => {
    failures = 0;
    open = false;
  };
  return async (request) => {
    try {
      const response = await inner(request);
      answer();
      return response;
    } catch (error) {
      if (error instanceof HttpError && error.status !== null) answer();
      else if (error instanceof NetworkError || error instanceof TimeoutError) {
        if (failures++ === 0) since = clock.monotonic();
        if (!open && failures >= ATTEMPTS && clock.monotonic() - since >= FOR_MS) {
          open = true;
          onOpen(new UnreachableError(request.operation, failures, error));
        }
      }
      throw error;
    }
  };
}

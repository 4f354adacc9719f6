/**
 * Detects that a server no longer responds, so that the run ends instead of failing item by item.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { askedWait, asksTooLong } from "./backoff.ts";
import { HttpError, NetworkError, StatusError, TimeoutError, UnreachableError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** A server counts as lost after this many failed attempts in a row, over at least this many milliseconds. */
const ATTEMPTS = 20, FOR_MS = 5000;

/** The same thresholds for a server that throttles every request (429) and never says how long to wait. */
const REFUSALS = 40, REFUSED_FOR_MS = 10_000;

/** Options of {@linkcode breaker}. */
export interface BreakerOptions {
  clock: Clock;
  /** Receives the error when the server counts as lost: one time, until the server responds again. */
  onOpen: (error: UnreachableError) => void;
}

/**
 * Counts attempts without a response. A response of any status resets the count; an aborted attempt does not change
 * it. Also counts 429 responses that do not ask for a wait. Any other response resets that count.
 */
export function breaker(inner: Transport, { clock, onOpen }: BreakerOptions): Transport {
  let failures = 0;
  let since = 0;
  let open = false;
  let refusals = 0, refusedSince = 0, refused = false;
  const answer = (): void => {
    failures = 0;
    open = false;
  };
  const refusal = (operation: string, error: StatusError): void => {
    if (refusals++ === 0) refusedSince = clock.monotonic();
    if (refused || refusals < REFUSALS || clock.monotonic() - refusedSince < REFUSED_FOR_MS) return;
    refused = true;
    onOpen(new UnreachableError(operation, refusals, error));
  };
  const noRefusal = (): void => {
    refusals = 0;
    refused = false;
  };
  return async (request) => {
    try {
      const response = await inner(request);
      answer();
      noRefusal();
      return response;
    } catch (error) {
      const throttles = error instanceof StatusError && error.status === 429;
      if (throttles && !asksWait(error, clock.now())) refusal(request.operation, error);
      else if (error instanceof HttpError && error.status !== null) noRefusal();
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

function asksWait(error: StatusError, now: number): boolean {
  return (askedWait(error, now) ?? 0) > 0 && !asksTooLong(error, now);
}

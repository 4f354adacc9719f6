/**
 * Detects that a server is lost, so that a run ends instead of failing item by item.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { askedWait, asksTooLong } from "./backoff.ts";
import { HttpError, NetworkError, StatusError, TimeoutError, UnreachableError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Attempts without any answer in a row, and for how long, milliseconds, until a server counts as gone. */
const ATTEMPTS = 20, FOR_MS = 5000;

/** The same for a server that throttles everything (429) and never says for how long. */
const REFUSALS = 40, REFUSED_FOR_MS = 10_000;

/** Options of {@linkcode breaker}. */
export interface BreakerOptions {
  clock: Clock;
  /** Told when the server counts as gone: once, until it has answered again. */
  onOpen: (error: UnreachableError) => void;
}

/**
 * Counts attempts that got no answer; an answer of any status resets the count, an aborted attempt says nothing. Of
 * answers it counts those that throttle, without a wait that they ask for: any other resets that.
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

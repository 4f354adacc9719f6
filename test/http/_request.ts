/** Requests and transports for the tests of the decorators. @module */
import { StatusError } from "../../lib/http/errors.ts";
import {
  answered,
  type HttpRequest,
  type HttpResponse,
  reading,
  type Transport,
} from "../../lib/http/transport.ts";

/** A GET that may be sent again, with `overrides`. */
export function request(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    operation: "search_dashboards",
    method: "GET",
    url: "http://looker.test/api/4.0/dashboards",
    headers: {},
    signal: new AbortController().signal,
    idempotent: true,
    retryTimeouts: true,
    read: () => null,
    ...overrides,
  };
}

/** A transport whose answers are judged and read. */
export function wholly(transport: Transport): Transport {
  return reading(answered(transport), () => Promise.resolve());
}

/** An answer of status 200. */
export function ok(value: unknown = null): HttpResponse {
  return { status: 200, headers: new Headers(), body: new Uint8Array(), value };
}

/** An answer of another status, as the error it becomes. */
export function status(
  code: number,
  retryAfter: string | null = null,
  date: string | null = null,
): StatusError {
  return new StatusError(
    "search_dashboards",
    code,
    `search_dashboards returned ${code}`,
    retryAfter,
    date,
  );
}

/** Gives each outcome in turn, the last one for ever: errors are thrown. Counts its calls. */
export function script(...outcomes: (Error | HttpResponse)[]): Transport & { calls: number } {
  const transport = Object.assign((): Promise<HttpResponse> => {
    const outcome = outcomes[Math.min(transport.calls++, outcomes.length - 1)];
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome ?? ok());
  }, { calls: 0 });
  return transport;
}

/** Waits for nothing between attempts. */
export const NO_BACKOFF = { minTimeout: 0, maxTimeout: 1, multiplier: 1, jitter: 1 };

/**
 * Repeats failed requests that may be repeated.
 *
 * @module
 */
import { retry as stdRetry, RetryError } from "@std/async";
import type { Clock } from "../base/clock.ts";
import { askedWait, asksTooLong, BACKOFF } from "./backoff.ts";
import {
  BadAnswerError,
  holdsAllBack,
  NetworkError,
  StalledError,
  StatusError,
  TimeoutError,
} from "./errors.ts";
import type { HttpRequest, Transport } from "./transport.ts";

/** Describes a failed attempt that is followed by another. */
export interface RetryNotice {
  operation: string;
  /** The number of the failed attempt, from 1. */
  attempt: number;
  status: number | null;
  reason: string;
}

/** Options of {@linkcode retry}. */
export interface RetryOptions {
  /** The maximum number of attempts after the first. */
  maxRetries: number;
  onRetry?: (notice: RetryNotice) => void;
  /** Waits between attempts. */
  backoff?: Backoff;
  /**
   * The clock for the wait that a `Retry-After` header asks for. After a 429 or 503, the limiter waits and delays all
   * requests. After any other status that is retried, the wait delays only this request.
   */
  clock?: Clock;
}

/**
 * Waits between attempts, milliseconds. With `jitter` 1, each wait is a random part of the time; with 0, the full
 * time.
 */
export interface Backoff {
  minTimeout: number;
  maxTimeout: number;
  multiplier: number;
  jitter: number;
}

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Whether a failed attempt may be repeated unchanged. A 429 means that the server did not process the request, so any
 * method may be repeated. After other transient failures, a request is repeated only if this does no harm.
 */
export function isRetriable(
  error: unknown,
  request: Pick<HttpRequest, "idempotent" | "retryTimeouts">,
): boolean {
  if (error instanceof StatusError && error.status === 429) return true;
  if (!request.idempotent) return false;
  if (error instanceof StatusError) return TRANSIENT.has(error.status);
  if (error instanceof TimeoutError) return request.retryTimeouts && !error.total;
  if (error instanceof StalledError) return !error.last;
  // A name that does not resolve may resolve after a VPN reconnects. A certificate error does not go away.
  if (error instanceof NetworkError) return error.failure !== "tls";
  return error instanceof BadAnswerError;
}

/** After this many requests in a row of one operation with only unusable responses, these are no longer retried. */
const SENSELESS = 3;
/**
 * After this many such requests, only one of every `PROBE_EVERY` GET requests is sent, to detect whether the
 * responses are usable again.
 */
const MAX_FAILURES = 40, PROBE_EVERY = 20;
const GIVEN_UP = "too many responses in a row were unusable";

/** Retries with doubling waits and jitter. Throws the error of the last attempt unchanged. */
export function retry(inner: Transport, options: RetryOptions): Transport {
  /**
   * By operation, the number of requests in a row that got only unusable responses. A server that implements an
   * operation differently always does so.
   */
  const senseless = new Map<string, number>();
  return async (request) => {
    const { operation } = request;
    const failed = senseless.get(operation) ?? 0;
    if (failed >= MAX_FAILURES && request.method === "GET") {
      senseless.set(operation, failed + 1);
      if (failed % PROBE_EVERY !== 0) throw new BadAnswerError(operation, 200, GIVEN_UP);
    }
    let attempt = 0, asked = 0;
    const spent = { ms: 0, stalls: 0 };
    try {
      return await stdRetry(async () => {
        if (asked > 0) await options.clock?.delay(asked, request.signal);
        attempt++;
        const response = await inner({ ...request, spent });
        senseless.delete(operation);
        return response;
      }, {
        ...(options.backoff ?? BACKOFF),
        maxAttempts: options.maxRetries + 1,
        signal: request.signal,
        isRetriable: (error) => {
          if (!isRetriable(error, request)) return false;
          if (error instanceof StatusError && asksTooLong(error, options.clock?.now() ?? 0)) return false;
          if (error instanceof BadAnswerError && (senseless.get(operation) ?? 0) >= SENSELESS) return false;
          asked = ownWait(error, options.clock);
          if (attempt <= options.maxRetries) options.onRetry?.(notice(operation, attempt, error));
          return true;
        },
      });
    } catch (error) {
      const last = error instanceof RetryError ? error.cause : error;
      if (last instanceof BadAnswerError) senseless.set(operation, (senseless.get(operation) ?? 0) + 1);
      throw last;
    }
  };
}

/** Returns the milliseconds that a response asks its own request to wait. */
function ownWait(error: unknown, clock: Clock | undefined): number {
  if (clock === undefined || !(error instanceof StatusError) || holdsAllBack(error)) return 0;
  return askedWait(error, clock.now()) ?? 0;
}

function notice(operation: string, attempt: number, error: unknown): RetryNotice {
  const status = error instanceof StatusError || error instanceof BadAnswerError ? error.status : null;
  return { operation, attempt, status, reason: error instanceof Error ? error.message : String(error) };
}

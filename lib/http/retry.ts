/**
 * Tries again what may be tried again.
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

/** What is told of each failed attempt that will be tried again. */
export interface RetryNotice {
  operation: string;
  /** The attempt that failed, from 1. */
  attempt: number;
  status: number | null;
  reason: string;
}

/** Options of {@linkcode retry}. */
export interface RetryOptions {
  /** Attempts after the first. */
  maxRetries: number;
  onRetry?: (notice: RetryNotice) => void;
  /** Waits between attempts. */
  backoff?: Backoff;
  /**
   * By which a `Retry-After` is waited for. That of 429 and 503 is the limiter's business below, which holds all requests
   * back; that of any other status that is sent again holds back this request alone.
   */
  clock?: Clock;
}

/** Waits between attempts, milliseconds; `jitter` 1 takes a random part of each, 0 all of it. */
export interface Backoff {
  minTimeout: number;
  maxTimeout: number;
  multiplier: number;
  jitter: number;
}

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Whether a failed attempt may be sent again as it is. 429 means the request was not looked at: any method may.
 * Everything else transient only where a second sending does no harm.
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
  // A name that does not resolve may be a VPN coming back; a certificate does not get better by itself.
  if (error instanceof NetworkError) return error.failure !== "tls";
  return error instanceof BadAnswerError;
}

/** After so many requests of an operation in a row were never answered with what it gives, no other is sent again. */
const SENSELESS = 3;
/** After so many only one of a few is sent at all, to see whether that has changed. */
const MAX_FAILURES = 40, PROBE_EVERY = 20;
const GIVEN_UP = "many answers in a row were unusable, so it is no longer requested";

/** Retries with doubling, jittered waits. The last attempt's error is thrown as it is. */
export function retry(inner: Transport, options: RetryOptions): Transport {
  /** By operation: requests in a row whose every answer was unusable. A server that has another idea of it keeps it. */
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

/** Milliseconds that an answer asks its own request to wait. */
function ownWait(error: unknown, clock: Clock | undefined): number {
  if (clock === undefined || !(error instanceof StatusError) || holdsAllBack(error)) return 0;
  return askedWait(error, clock.now()) ?? 0;
}

function notice(operation: string, attempt: number, error: unknown): RetryNotice {
  const status = error instanceof StatusError || error instanceof BadAnswerError ? error.status : null;
  return { operation, attempt, status, reason: error instanceof Error ? error.message : String(error) };
}

/**
 * Builds a client from its parts: `auth(retry(reading(limit(token(breaker(timeout(answered(fetch))))))))`.
 *
 * @module
 */
import { canonicalAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { breaker } from "../http/breaker.ts";
import type { UnreachableError } from "../http/errors.ts";
import { Limiter } from "../http/limiter.ts";
import { type Backoff, retry, type RetryNotice } from "../http/retry.ts";
import { timeout } from "../http/timeout.ts";
import { addKey, createRedactor } from "../base/redactor.ts";
import { redacted } from "../http/redacted.ts";
import { ALL_BODIES, BodyBudget } from "../http/body_budget.ts";
import { answered, fetchWithin, reading, type Transport } from "../http/transport.ts";
import { Auth } from "./auth.ts";
import { LookerClient } from "./client.ts";

/** The settings of a connection to an instance. */
export interface ConnectSettings {
  /** Scheme, host and port: `https://company.looker.com`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /**
   * The timeout of one attempt. All attempts of a request together have four times this time. Waiting in a queue does
   * not count.
   */
  timeoutSeconds: number;
  workers: number;
  /** The maximum number of attempts after the first. */
  maxRetries: number;
  /** The maximum number of requests per second. */
  rateLimit?: number;
  /** The maximum number of requests. */
  maxCalls?: number;
  /** The memory for all responses that are read at the same time, megabytes. The default is 256. */
  maxMemoryMb?: number;
}

/** The dependencies of a connection. */
export interface ConnectDeps {
  clock: Clock;
  onRetry?: (notice: RetryNotice) => void;
  onPause?: (ms: number, status: number) => void;
  /** Receives the error when Looker no longer responds. */
  onUnreachable?: (error: UnreachableError) => void;
  /** Receives each new secret (a token), so that logs can omit it. */
  onSecret?: (secret: string) => void;
  /** Replaces the network in tests. */
  transport?: Transport;
  backoff?: Backoff;
}

/** A client and the statistics of its requests. Disposing logs out. */
export interface Connection extends AsyncDisposable {
  readonly client: LookerClient;
  readonly limiter: Limiter;
  /** The base URL in its canonical form, in which instances are compared and stored. */
  readonly instance: string;
  /** Returns the number of bytes of response bodies so far, after decompression. */
  bytes(): number;
  retries(): number;
  /** Returns `text` without the secrets of this connection, in any encoding in which the server echoes them. */
  redact(text: string): string;
}

/** The time limit of all attempts of a request together, as a multiple of the timeout of one attempt. */
const TOTAL_ATTEMPTS = 4;
/** The timeout of a logout, milliseconds. After Ctrl-C, nothing is sent later than this. */
const LOGOUT_MS = 1000;

/** Prepares a connection. Nothing is sent yet: the first request causes the login. */
export function connect(settings: ConnectSettings, deps: ConnectDeps): Connection {
  const { clock } = deps;
  const apiUrl = `${settings.baseUrl.replace(/\/+$/, "")}/api/4.0`;
  const limiter = new Limiter({
    clock,
    workers: settings.workers,
    ...(settings.rateLimit !== undefined && { rateLimit: settings.rateLimit }),
    ...(settings.maxCalls !== undefined && { maxCalls: settings.maxCalls }),
    ...(deps.onPause && { onPause: deps.onPause }),
  });
  const { maxMemoryMb } = settings;
  const budget = new BodyBudget({
    total: maxMemoryMb === undefined ? ALL_BODIES : maxMemoryMb * 1024 * 1024,
    // As many responses may wait to be read as there are requests in flight.
    sharers: settings.workers * 2,
  });
  const fetched = deps.transport ?? fetchWithin(budget);
  const redactor = createRedactor();
  addKey(redactor, { id: settings.clientId, secret: settings.clientSecret });
  let bytes = 0, retries = 0;
  const counted: Transport = async (request) => {
    const response = await fetched(request);
    bytes += response.body.length;
    return response;
  };
  const attempt = timeout(redacted(answered(counted, redactor.redact), redactor.redact), {
    clock,
    seconds: settings.timeoutSeconds,
    totalSeconds: settings.timeoutSeconds * TOTAL_ATTEMPTS,
  });
  const turn = (signal: AbortSignal): Promise<void> => clock.delay(0, signal);
  const watched = breaker(attempt, { clock, onOpen: (error) => deps.onUnreachable?.(error) });
  const build = (stamp: (inner: Transport) => Transport): Transport =>
    retry(redacted(reading(limiter.limit(stamp(watched)), turn), redactor.redact), {
      maxRetries: settings.maxRetries,
      clock,
      ...(deps.backoff && { backoff: deps.backoff }),
      onRetry(notice) {
        retries++;
        deps.onRetry?.(notice);
      },
    });
  const auth = new Auth(build, {
    apiUrl,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    clock,
    onToken(token) {
      redactor.add(token);
      deps.onSecret?.(token);
    },
  });
  return {
    client: new LookerClient(auth.send, apiUrl),
    limiter,
    instance: canonicalAddress(settings.baseUrl),
    bytes: () => bytes,
    retries: () => retries,
    redact: redactor.redact,
    async [Symbol.asyncDispose]() {
      const controller = new AbortController();
      using _timer = clock.after(LOGOUT_MS, () => controller.abort(new Error("logout took too long")));
      // A token that could not be returned expires by itself, so a failed logout does not fail a finished run.
      await auth.logout(controller.signal).catch(() => {});
    },
  };
}

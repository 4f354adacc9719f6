/**
 * Limits all requests: requests in flight, rate, pauses that Looker asks for, and the maximum of `--max-calls`.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { AdaptiveConcurrency } from "./adaptive_concurrency.ts";
import { AdaptiveRate } from "./adaptive_rate.ts";
import { askedWait, asksTooLong } from "./backoff.ts";
import { CallBudgetError, holdsAllBack, HttpError, NotSentError, StatusError } from "./errors.ts";
import type { HttpRequest, Transport } from "./transport.ts";

/** Options of {@linkcode Limiter}. */
export interface LimiterOptions {
  clock: Clock;
  /** The maximum number of requests in flight. */
  workers: number;
  /** The maximum number of requests in any one-second window. */
  rateLimit?: number;
  /** The maximum number of requests in total. */
  maxCalls?: number;
  /** Receives the length of a pause that Looker asks for, milliseconds, and the status of the response. */
  onPause?: (ms: number, status: number) => void;
}

/**
 * Requests are spaced a little wider than the rate limit requires, so that network jitter does not push a window over
 * it.
 */
const SPACING = 1.03;
/**
 * Timers fire late. The next start makes up for at most this many milliseconds, which is less than the extra spacing.
 */
const LATE_MS = 10;

interface Waiter {
  request: HttpRequest;
  start: () => void;
  fail: (error: unknown) => void;
}

/** The limiter that all requests of a run share. */
export class Limiter {
  /** Requests sent, including retries. */
  calls = 0;
  inFlight = 0;
  /**
   * The total duration of requests, milliseconds. Utilization is this value divided by (workers times duration of the
   * run).
   */
  busyMs = 0;
  private readonly queue: Waiter[] = [];
  private readonly adaptive = new AdaptiveRate();
  private pausedUntil = 0;
  private nextStart = 0;
  private ceiling: number;
  private readonly concurrency: AdaptiveConcurrency;
  private wake: Disposable | null = null;

  constructor(private readonly options: LimiterOptions) {
    this.ceiling = options.workers;
    this.concurrency = new AdaptiveConcurrency(options.workers);
  }

  /** Requests that may be in flight now. */
  get allowedInFlight(): number {
    return Math.min(this.concurrency.allowed(this.options.clock.monotonic()), this.ceiling);
  }

  /** Sets the maximum number of requests in flight, from 1 to `workers`. A lower value saves memory. */
  setCeiling(inFlight: number): void {
    this.ceiling = Math.max(1, Math.min(inFlight, this.options.workers));
    this.pump();
  }

  /** Returns `inner` with the limits applied. */
  limit(inner: Transport): Transport {
    return async (request) => {
      await this.start(request);
      const began = this.options.clock.monotonic();
      try {
        const response = await inner(request);
        this.judge(null, began);
        return response;
      } catch (error) {
        if (error instanceof NotSentError) this.count(request, -1);
        else this.judge(error, began);
        throw error;
      } finally {
        this.busyMs += this.options.clock.monotonic() - began;
        this.inFlight--;
        this.pump();
      }
    };
  }

  private start(request: HttpRequest): Promise<void> {
    request.signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        const at = this.queue.indexOf(waiter);
        if (at >= 0) this.queue.splice(at, 1);
        if (this.queue.length === 0) this.stopWaking();
        reject(request.signal.reason);
      };
      const waiter: Waiter = {
        request,
        start: () => {
          request.signal.removeEventListener("abort", aborted);
          resolve();
        },
        fail: (error) => {
          request.signal.removeEventListener("abort", aborted);
          reject(error);
        },
      };
      request.signal.addEventListener("abort", aborted, { once: true });
      if (request.urgent) this.queue.unshift(waiter);
      else this.queue.push(waiter);
      this.pump();
    });
  }

  /** Starts all requests that may start now, and sets a timer for the next request. */
  private pump(): void {
    const { clock, rateLimit = Infinity, maxCalls = Infinity } = this.options;
    this.stopWaking();
    while (this.queue.length > 0) {
      if (this.calls >= maxCalls) {
        for (const { request, fail } of this.queue.splice(0)) {
          fail(new CallBudgetError(request.operation, maxCalls));
        }
        return;
      }
      const now = clock.monotonic();
      if (this.inFlight >= this.allowedInFlight) {
        const regain = this.concurrency.regainsAt;
        if (regain !== null) this.wakeAfter(regain - now);
        return;
      }
      const at = Math.max(this.pausedUntil, this.nextStart);
      if (at > now) return this.wakeAfter(at - now);
      const rate = Math.min(rateLimit / SPACING, this.adaptive.rate(now));
      const from = now - this.nextStart > LATE_MS ? now : this.nextStart;
      this.nextStart = rate === Infinity ? 0 : from + 1000 / rate;
      const waiter = this.queue.shift() as Waiter;
      this.inFlight++;
      this.count(waiter.request, 1);
      waiter.start();
    }
  }

  private count({ tally }: HttpRequest, by: number): void {
    this.calls += by;
    if (tally) tally.calls += by;
  }

  private stopWaking(): void {
    this.wake?.[Symbol.dispose]();
    this.wake = null;
  }

  private wakeAfter(ms: number): void {
    this.wake = this.options.clock.after(Math.ceil(Math.max(ms, 0)), () => {
      this.wake = null;
      this.pump();
    });
  }

  /**
   * Adapts the limits to the result of an attempt that started at `began`. `error` is null if the attempt succeeded.
   */
  private judge(error: unknown, began: number): void {
    const now = this.options.clock.monotonic();
    if (error !== null && (!(error instanceof HttpError) || error.status === null)) return;
    const status = error === null ? 200 : error.status;
    if (status === 429) this.adaptive.throttled(now, began);
    else this.adaptive.succeeded(now);
    if (status === 503) this.concurrency.overloaded(now, began);
    else this.concurrency.succeeded();
    if (error instanceof StatusError && holdsAllBack(error)) this.pause(error, now);
  }

  /** Delays all requests for as long as the response asks. */
  private pause(error: StatusError, now: number): void {
    const wall = this.options.clock.now(), wait = askedWait(error, wall);
    if (asksTooLong(error, wall)) return;
    if (wait === null || now + wait <= this.pausedUntil) return;
    if (this.pausedUntil < now) this.options.onPause?.(wait, error.status);
    this.pausedUntil = now + wait;
  }
}

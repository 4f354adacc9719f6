/**
 * The one gate every request passes: requests in flight, rate, pauses that Looker asks for, and the call budget.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { AdaptiveRate } from "./adaptive_rate.ts";
import { parseRetryAfter } from "./backoff.ts";
import { CallBudgetError, StatusError } from "./errors.ts";
import type { HttpRequest, Transport } from "./transport.ts";

/** Options of {@linkcode Limiter}. */
export interface LimiterOptions {
  clock: Clock;
  /** Requests in flight at most. */
  workers: number;
  /** Requests a second that no one-second window exceeds. */
  rateLimit?: number;
  /** Requests at most. */
  maxCalls?: number;
  /** Told when Looker asks for a pause, milliseconds. */
  onPause?: (ms: number) => void;
}

/** Spacing is a little wider than the ceiling asks, so that jitter on the way does not push a window over it. */
const SPACING = 1.03;
/** While Looker is overloaded (503), how often one more request in flight is tried, milliseconds. */
const REGAIN_MS = 2000;

interface Waiter {
  request: HttpRequest;
  start: () => void;
  fail: (error: unknown) => void;
}

/** Shared by every request of a run. */
export class Limiter {
  /** Requests sent, retries included. */
  calls = 0;
  inFlight = 0;
  /** Milliseconds of request time: utilization is this over workers times duration. */
  busyMs = 0;
  private readonly queue: Waiter[] = [];
  private readonly adaptive = new AdaptiveRate();
  private pausedUntil = 0;
  private nextStart = 0;
  private allowed: number;
  private ceiling: number;
  private regainAt = 0;
  private wake: Disposable | null = null;

  constructor(private readonly options: LimiterOptions) {
    this.allowed = this.ceiling = options.workers;
  }

  /** Requests that may be in flight right now. */
  get allowedInFlight(): number {
    return Math.min(this.allowed, this.ceiling);
  }

  /** Lowers (or raises again, up to `workers`) the requests in flight: memory is short. */
  setCeiling(inFlight: number): void {
    this.ceiling = Math.max(1, Math.min(inFlight, this.options.workers));
    this.pump();
  }

  /** The decorator. */
  limit(inner: Transport): Transport {
    return async (request) => {
      await this.start(request);
      const began = this.options.clock.monotonic();
      try {
        const response = await inner(request);
        this.adaptive.succeeded(this.options.clock.monotonic());
        return response;
      } catch (error) {
        this.judge(error);
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
      this.queue.push(waiter);
      this.pump();
    });
  }

  /** Starts whatever may start now, and sets a timer for what may start later. */
  private pump(): void {
    const { clock, rateLimit = Infinity, maxCalls = Infinity } = this.options;
    while (this.queue.length > 0) {
      const now = clock.monotonic();
      this.regain(now);
      if (this.calls >= maxCalls) {
        for (const { request, fail } of this.queue.splice(0)) {
          fail(new CallBudgetError(request.operation, maxCalls));
        }
        return;
      }
      if (this.inFlight >= this.allowedInFlight) return;
      const at = Math.max(this.pausedUntil, this.nextStart);
      if (at > now) return this.wakeAt(at - now);
      const rate = Math.min(rateLimit / SPACING, this.adaptive.rate(now));
      this.nextStart = rate === Infinity ? 0 : Math.max(now, this.nextStart) + 1000 / rate;
      this.calls++;
      this.inFlight++;
      const waiter = this.queue.shift() as Waiter;
      if (waiter.request.tally) waiter.request.tally.calls++;
      waiter.start();
    }
  }

  private stopWaking(): void {
    this.wake?.[Symbol.dispose]();
    this.wake = null;
  }

  private wakeAt(ms: number): void {
    this.stopWaking();
    this.wake = this.options.clock.after(Math.ceil(ms), () => {
      this.wake = null;
      this.pump();
    });
  }

  private judge(error: unknown): void {
    if (!(error instanceof StatusError)) return;
    const now = this.options.clock.monotonic();
    if (error.status !== 429 && error.status !== 503) return this.adaptive.succeeded(now);
    this.adaptive.throttled(now);
    if (error.status === 503) {
      this.allowed = Math.max(1, Math.ceil(this.allowed / 2));
      this.regainAt = now + REGAIN_MS;
    }
    const wait = parseRetryAfter(error.retryAfter, this.options.clock.now());
    if (wait === null || now + wait <= this.pausedUntil) return;
    if (this.pausedUntil < now) this.options.onPause?.(wait);
    this.pausedUntil = now + wait;
  }

  private regain(now: number): void {
    if (this.allowed >= this.options.workers || now < this.regainAt) return;
    this.allowed++;
    this.regainAt = now + REGAIN_MS;
  }
}

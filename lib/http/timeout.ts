/**
 * Limits how long a request can take: one limit for an attempt, and one for all attempts of a request together. Only
 * the time of an attempt counts, so a queue, a pause that Looker asks for, or a low `--rate-limit` never causes a
 * timeout. A response must also arrive at a minimum speed, because a very slow response could use all of that time.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { Deadlines } from "./deadlines.ts";
import { StalledError, TimeoutError } from "./errors.ts";
import type { HttpRequest, Pace, Transport } from "./transport.ts";

/** Options of {@linkcode timeout}. */
export interface TimeoutOptions {
  clock: Clock;
  /** The limit for one attempt, including the body. */
  seconds: number;
  /** The limit for all attempts of a request together, if the request has `spent`. */
  totalSeconds: number;
}

/** The minimum speed of a response that has started, bytes per second, and the seconds over which it is measured. */
const FLOOR = 1024, OVER_SECONDS = 12;
/** A quick request gets `1 / QUICKER` of the usual time, but at least `SHORTEST` seconds. */
const QUICKER = 5, SHORTEST = 5;
/** The number of stalled attempts after which a request fails. */
const STALLS = 2;

/**
 * Aborts an attempt that takes too long with a {@linkcode TimeoutError}, and an attempt that is too slow with a
 * {@linkcode StalledError}.
 */
export function timeout(inner: Transport, options: TimeoutOptions): Transport {
  const deadlines = new Deadlines(options.clock);
  return async (request) => {
    request.signal.throwIfAborted();
    using attempt = new Attempt(request, deadlines, options);
    return await inner({ ...request, signal: attempt.signal, pace: attempt });
  };
}

/** One attempt, whose time runs only while it waits for the server. */
class Attempt implements Pace, Disposable {
  private readonly controller = new AbortController();
  private readonly outer = (): void => this.controller.abort(this.request.signal.reason);
  /** The remaining time of the attempt, milliseconds, and when it last started to run. */
  private left: number;
  private since: number;
  /** Whether this is the last attempt that the request has time for. */
  private readonly last: boolean;
  private deadline: Disposable | null = null;
  private floor: Disposable | null = null;
  private began = false;
  private came = 0;

  constructor(
    private readonly request: HttpRequest,
    private readonly deadlines: Deadlines,
    private readonly options: TimeoutOptions,
  ) {
    const { clock } = options;
    const { seconds, totalSeconds } = this.limits;
    const left = totalSeconds - (request.spent?.ms ?? 0) / 1000;
    this.last = left <= seconds;
    this.left = Math.max(0, Math.min(seconds, left)) * 1000;
    this.since = clock.monotonic();
    request.signal.addEventListener("abort", this.outer, { once: true });
    this.run();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  received(bytes: number): void {
    this.came += bytes;
    if (this.began) return;
    this.began = true;
    this.watch();
  }

  waits(waits: boolean): void {
    if (!waits) return this.run();
    this.pause();
    this.floor?.[Symbol.dispose]();
    this.floor = null;
  }

  [Symbol.dispose](): void {
    this.pause();
    this.floor?.[Symbol.dispose]();
    this.request.signal.removeEventListener("abort", this.outer);
  }

  private run(): void {
    this.since = this.options.clock.monotonic();
    this.deadline = this.deadlines.after(this.left, () => this.controller.abort(this.late()));
    if (this.began) this.watch();
  }

  private pause(): void {
    if (this.deadline === null) return;
    this.deadline[Symbol.dispose]();
    this.deadline = null;
    const took = this.options.clock.monotonic() - this.since;
    this.left -= took;
    if (this.request.spent) this.request.spent.ms += took;
  }

  /** The limits for one attempt and for all attempts together. */
  private get limits(): { seconds: number; totalSeconds: number } {
    const { seconds, totalSeconds } = this.options;
    if (this.request.quick !== true) return { seconds, totalSeconds };
    const short = Math.max(Math.min(SHORTEST, seconds), seconds / QUICKER);
    return { seconds: short, totalSeconds: Math.min(totalSeconds, 2 * short) };
  }

  private late(): TimeoutError {
    const { seconds, totalSeconds } = this.limits;
    return this.last
      ? new TimeoutError(this.request.operation, totalSeconds, { total: true })
      : new TimeoutError(this.request.operation, seconds);
  }

  /** Checks periodically whether the response is fast enough. */
  private watch(): void {
    this.came = 0;
    this.floor = this.deadlines.after(OVER_SECONDS * 1000, () => {
      if (this.came >= FLOOR * OVER_SECONDS) return this.watch();
      const { spent, operation } = this.request;
      const stalls = spent === undefined ? STALLS : spent.stalls = (spent.stalls ?? 0) + 1;
      this.controller.abort(new StalledError(operation, FLOOR, stalls >= STALLS));
    });
  }
}

/**
 * No request waits forever: one limit for an attempt, and one for all attempts of a request together. Only the time of
 * an attempt counts, so a queue, a pause that Looker asked for or a low `--rate-limit` never makes a request time out.
 * An answer must keep coming: a very slow one could take all of that time.
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
  /** For one attempt, body included. */
  seconds: number;
  /** For all attempts of a request together; counted where the request carries `spent`. */
  totalSeconds: number;
}

/** An answer that has begun brings so many bytes a second at least, over so many seconds. */
const FLOOR = 1024, OVER_SECONDS = 12;
/** A quick request gets so small a part of the time of others, and so many seconds at least. */
const QUICKER = 5, SHORTEST = 5;
/** Attempts of a request that may stall. */
const STALLS = 2;

/** Aborts an attempt that takes too long with a {@linkcode TimeoutError}, one that trickles with {@linkcode StalledError}. */
export function timeout(inner: Transport, options: TimeoutOptions): Transport {
  const deadlines = new Deadlines(options.clock);
  return async (request) => {
    request.signal.throwIfAborted();
    using attempt = new Attempt(request, deadlines, options);
    return await inner({ ...request, signal: attempt.signal, pace: attempt });
  };
}

/** One attempt: its clock runs while the server has its turn. */
class Attempt implements Pace, Disposable {
  private readonly controller = new AbortController();
  private readonly outer = (): void => this.controller.abort(this.request.signal.reason);
  /** Milliseconds left of what it may take, and since when they run. */
  private left: number;
  private since: number;
  /** It is the last that the request has time for. */
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

  /** What it may take, and all attempts together. */
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

  /** Looks from time to time whether enough has come. */
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

/**
 * How many requests may be in flight while a server reports overload (503). Pure: time is an argument. If 503 is a
 * large part of the answers, the number is halved, down to one, and raised by one at a time. A single 503 among many
 * good answers lowers it by one for a moment.
 *
 * @module
 */
import { Recent } from "./recent.ts";

/** How often one more is tried, milliseconds: after an overload, and after a hiccup. */
const REGAIN_MS = 2000, HICCUP_REGAIN_MS = 250;
/** Refusals closer together than this are one. */
const SETTLE_MS = 1000;

/** The adaptive number of requests in flight. */
export class AdaptiveConcurrency {
  private current: number;
  private step = REGAIN_MS;
  private nextRegain = 0;
  private lastCut = -Infinity;
  private readonly recent = new Recent();

  constructor(private readonly workers: number) {
    this.current = workers;
  }

  /** The number allowed at `now`, milliseconds. */
  allowed(now: number): number {
    while (this.current < this.workers && now >= this.nextRegain) {
      this.current++;
      this.nextRegain += this.step;
    }
    return this.current;
  }

  /** When one more will be allowed; null when all are. */
  get regainsAt(): number | null {
    return this.current < this.workers ? this.nextRegain : null;
  }

  /** An answer came that was no 503. */
  succeeded(): void {
    this.recent.push(false);
  }

  /** The server said 503, to a request sent at `startedAt`. */
  overloaded(now: number, startedAt: number): void {
    this.recent.push(true);
    if (startedAt < this.lastCut || now - this.lastCut < SETTLE_MS) return;
    const overload = this.recent.isOften() || this.lastCut === -Infinity;
    const before = this.allowed(now);
    this.lastCut = now;
    this.current = Math.max(1, overload ? Math.ceil(before / 2) : before - 1);
    this.step = overload ? REGAIN_MS : HICCUP_REGAIN_MS;
    this.nextRegain = now + this.step;
  }
}

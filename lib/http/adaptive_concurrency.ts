/**
 * The number of requests that may be in flight while a server reports overload (503). Pure: time is an argument. If
 * 503 is a large part of the responses, the limit is halved, down to 1, and then raised by 1 at a time. A single 503
 * among many good responses lowers the limit by 1 for a short time.
 *
 * @module
 */
import { Recent } from "./recent.ts";

/** Milliseconds until the limit is raised by 1: after an overload, and after a single 503. */
const REGAIN_MS = 2000, HICCUP_REGAIN_MS = 250;
/** 503 responses within this time count as one, milliseconds. */
const SETTLE_MS = 1000;

/** The adaptive limit of requests in flight. */
export class AdaptiveConcurrency {
  private current: number;
  private step = REGAIN_MS;
  private nextRegain = 0;
  private lastCut = -Infinity;
  private readonly recent = new Recent();

  constructor(private readonly workers: number) {
    this.current = workers;
  }

  /** Returns the number of requests allowed at `now`, milliseconds. */
  allowed(now: number): number {
    while (this.current < this.workers && now >= this.nextRegain) {
      this.current++;
      this.nextRegain += this.step;
    }
    return this.current;
  }

  /** When the limit is raised next; null if it is at its maximum. */
  get regainsAt(): number | null {
    return this.current < this.workers ? this.nextRegain : null;
  }

  /** Records a response that is not a 503. */
  succeeded(): void {
    this.recent.push(false);
  }

  /** Records a 503 response to a request sent at `startedAt`. */
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

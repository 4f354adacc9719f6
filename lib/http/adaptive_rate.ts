/**
 * How fast to send while a server throttles. Pure: time comes in as an argument.
 *
 * Looker documents no limit, so one is found by being told 429. Where throttled answers are a good part of the
 * recent ones, the limit is what got through in the last second: the rate settles just below it, stays a while, then
 * probes upward. A single throttled answer among many good ones is a hiccup: a small step back, regained at once.
 *
 * @module
 */

/** Outcomes looked at to tell a limit from a hiccup. */
const RECENT = 24;
/** Share of throttled answers among them from which on a limit is assumed. */
const LIMIT_SHARE = 0.15;
/** How far below a found limit to stay. */
const BELOW = 0.95;
/** How long to stay there before probing: the first time, and at most, milliseconds. */
const HOLD_MS = 15_000, MAX_HOLD_MS = 60_000;
/** Growth a second while probing. */
const GROWTH = 1.12;
/** Cuts closer together than this are one. */
const SETTLE_MS = 1000;

/** The adaptive rate, in requests a second. `Infinity` until a server throttles. */
export class AdaptiveRate {
  private current = Infinity;
  private since = 0;
  private growFrom = 0;
  private lastCut = -Infinity;
  private lastLimit = 0;
  private hold = HOLD_MS;
  private readonly outcomes: boolean[] = [];
  private readonly successes: number[] = [];

  /** The rate allowed at `now`, milliseconds. */
  rate(now: number): number {
    if (this.current === Infinity) return Infinity;
    const growing = Math.max(0, now - Math.max(this.growFrom, this.since)) / 1000;
    const rate = this.current * GROWTH ** growing;
    // A rate far above what is used limits nothing any more.
    return rate > 20 * Math.max(this.throughput(now), 50) ? this.current = Infinity : rate;
  }

  /** An answer came that was no throttling. */
  succeeded(now: number): void {
    this.push(true);
    this.successes.push(now);
    if (this.successes.length > 4096) this.successes.splice(0, 2048);
  }

  /** The server said: too fast. */
  throttled(now: number): void {
    this.push(false);
    if (now - this.lastCut < SETTLE_MS) return;
    const before = this.rate(now);
    this.lastCut = this.since = now;
    const through = Math.max(1, this.throughput(now));
    const share = this.outcomes.filter((ok) => !ok).length / this.outcomes.length;
    if (share < LIMIT_SHARE) {
      this.current = Math.max(1, Math.min(before, through * 1.5) * BELOW);
      this.growFrom = now;
      return;
    }
    const again = this.lastLimit > 0 && Math.abs(through - this.lastLimit) < this.lastLimit * 0.25;
    this.hold = again ? Math.min(this.hold * 2, MAX_HOLD_MS) : HOLD_MS;
    this.lastLimit = through;
    this.current = Math.max(1, through * BELOW);
    this.growFrom = now + this.hold;
  }

  /** Good answers in the second before `now`. */
  private throughput(now: number): number {
    let count = 0;
    for (let i = this.successes.length - 1; i >= 0 && now - (this.successes[i] as number) < 1000; i--) {
      count++;
    }
    return count;
  }

  private push(ok: boolean): void {
    this.outcomes.push(ok);
    if (this.outcomes.length > RECENT) this.outcomes.shift();
  }
}

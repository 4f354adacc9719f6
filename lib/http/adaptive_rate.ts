/**
 * How fast to send while a server throttles (429). Pure: time comes in as an argument.
 *
 * Looker documents no limit, so one is found by being told 429. The rate settles just below what got through in
 * the last second, holds there, then probes upward: slowly near the limit, doubling once it is well beyond. 429 that
 * keeps coming while the rate holds below the limit does not depend on the rate: these are hiccups, and the rate is
 * let free until they become a good part of the answers.
 *
 * @module
 */
import { Recent } from "./recent.ts";

/** How far below a limit to stay, and to step back when that was not enough. */
const BELOW = 0.95, FURTHER_BELOW = 0.85;
/** How long to hold before probing: the first time, and at most, milliseconds. Doubles each time the limit is found again. */
const HOLD_MS = 15_000, MAX_HOLD_MS = 45_000;
/** Growth a second while probing, and once the rate is `BEYOND` times where it held: the limit is gone. */
const PROBE = 1.12, FREE = 2, BEYOND = 1.5;
/** Seconds of probing until `BEYOND`. */
const PROBE_SECONDS = Math.log(BEYOND) / Math.log(PROBE);
/** 429 while holding, each after a step back, from which on they count as hiccups; and the share that ends that. */
const DOUBTS = 4, CERTAIN_SHARE = 1 / 3;
/** Refusals closer together than this are one, milliseconds. */
const SETTLE_MS = 1000;
/** Answers whose spacing tells the pace. */
const PACE = 24;

/** The adaptive rate, in requests a second. `Infinity` until a server throttles. */
export class AdaptiveRate {
  private base = Infinity;
  private growFrom = 0;
  private hold = 0;
  private doubts = 0;
  private lastCut = -Infinity;
  private readonly recent = new Recent();
  private successes: number[] = [];

  /** The rate allowed at `now`, milliseconds. */
  rate(now: number): number {
    if (this.base === Infinity) return Infinity;
    const seconds = Math.max(0, now - this.growFrom) / 1000;
    const probing = this.doubts >= DOUBTS ? 0 : Math.min(seconds, PROBE_SECONDS);
    const rate = this.base * PROBE ** probing * FREE ** (seconds - probing);
    // A rate far above what is used limits nothing any more.
    if (rate > 20 * Math.max(this.through(now), 50)) this.base = Infinity, this.hold = 0;
    return rate;
  }

  /** An answer came that was no throttling. */
  succeeded(now: number): void {
    this.recent.push(false);
    this.successes.push(now);
    if (this.successes.length > 8192) this.successes = this.successes.slice(-4096);
  }

  /** The server said 429, to a request sent at `startedAt`. */
  throttled(now: number, startedAt: number): void {
    this.recent.push(true);
    if (startedAt < this.lastCut || now - this.lastCut < SETTLE_MS) return;
    this.lastCut = now;
    const before = this.rate(now);
    const doubted = this.doubts >= DOUBTS;
    const often = this.recent.isOften(doubted ? CERTAIN_SHARE : undefined);
    if (often) this.doubts = 0;
    if (!often && (doubted || before === Infinity)) this.slow(now, Math.min(before, this.pace()) * BELOW, 0);
    else if (now < this.growFrom) this.stepBack(now, before, often);
    else this.settle(now, before);
  }

  /** The limit was found, or found again. */
  private settle(now: number, before: number): void {
    this.doubts = 0;
    this.hold = Math.min(this.hold === 0 ? HOLD_MS : this.hold * 2, MAX_HOLD_MS);
    const least = before === Infinity ? 0 : before / 2;
    this.slow(now, Math.max(least, Math.min(before, this.through(now)) * BELOW), this.hold);
  }

  /** Still too fast while holding, or a hiccup. */
  private stepBack(now: number, before: number, often: boolean): void {
    if (!often && ++this.doubts >= DOUBTS) return this.slow(now, before, 0);
    const rate = often ? Math.max(before / 2, this.through(now) * BELOW) : before;
    this.slow(now, Math.min(rate, before * FURTHER_BELOW), this.hold);
  }

  private slow(now: number, rate: number, hold: number): void {
    this.base = Math.max(1, rate);
    this.growFrom = now + hold;
  }

  /** Good answers in the second before `now`. */
  private through(now: number): number {
    return this.successes.length - this.successes.findLastIndex((at) => now - at >= 1000) - 1;
  }

  /** The speed of the last few good answers, whatever pause came before them, a second. */
  private pace(): number {
    const last = this.successes.slice(-PACE);
    const [from = 0] = last, to = last.at(-1) ?? 0;
    return to > from ? (last.length - 1) * 1000 / (to - from) : Infinity;
  }
}

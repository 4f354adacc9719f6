/**
 * How fast to send while a server throttles (429). Pure: time is an argument. Looker documents no limit, so it is
 * found from 429 answers: when twice about as many requests succeeded in a second before a refusal, or when refusals
 * are a large part of the answers. The rate then holds a little below, rises slowly, and doubles when it is well
 * above. If 429 continues while the rate holds, it does not depend on the rate: it is random, and the rate is
 * unlimited until refusals are a third of the answers. specs/003 has the figures.
 *
 * @module
 */
import { Recent } from "./recent.ts";

/** How far below what got through to start; what to try next when that is refused too; how far below a probe to stay. */
const BELOW = 0.95, FURTHER_BELOW = 0.8, PROBED_BELOW = 0.9;
/** How long to hold before probing: the first time, and at most, milliseconds. Doubles each time the limit is found. */
const HOLD_MS = 12_000, MAX_HOLD_MS = 45_000;
/** Growth a second while probing; and once the rate is `BEYOND` times where it held, where the limit must be gone. */
const PROBE = 1.06, FREE = 2, BEYOND = 1.5;
/** Seconds of probing until `BEYOND`; how far beyond no limit is left. */
const PROBE_SECONDS = Math.log(BEYOND) / Math.log(PROBE), LIFTED = 16;
/** 429 while holding from which on they count as hiccups; and the share of 429 that ends this. */
const DOUBTS = 4, CERTAIN_SHARE = 1 / 3;
/** Refusals closer together than this are one, milliseconds. */
const SETTLE_MS = 1000;
/** Answers whose spacing tells the pace. */
const PACE = 24;

/** The adaptive rate, in requests a second. `Infinity` until a server throttles. */
export class AdaptiveRate {
  private base = Infinity;
  private growFrom = 0;
  /** How long to hold at a limit, once one was found, milliseconds. */
  private hold = 0;
  /** The last rate that held without a refusal. */
  private good = 0;
  private doubts = 0;
  private lastCut = -Infinity;
  /** What got through in the second before each of the last two refusals. */
  private throughs: number[] = [];
  private successes: number[] = [];
  private readonly recent = new Recent();

  /** The rate allowed at `now`, milliseconds. */
  rate(now: number): number {
    if (this.base === Infinity) return Infinity;
    const seconds = Math.max(0, now - this.growFrom) / 1000;
    const probing = this.doubts >= DOUBTS ? 0 : Math.min(seconds, PROBE_SECONDS);
    const growth = PROBE ** probing * FREE ** (seconds - probing);
    if (growth <= LIFTED) return this.base * growth;
    this.hold = this.good = 0;
    return this.base = Infinity;
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
    const before = this.rate(now), through = this.through(now);
    const alike = this.throughs.find((earlier) => agree(through, earlier));
    this.throughs = [through, ...this.throughs].slice(0, 2);
    const doubted = this.doubts >= DOUBTS, holding = now < this.growFrom;
    const often = this.recent.isOften(doubted ? CERTAIN_SHARE : undefined);
    if (often) this.doubts = 0;
    if (holding) this.stepBack(now, before, often ? through * BELOW : Infinity);
    else if (often || (!doubted && (this.hold > 0 || alike !== undefined))) {
      this.settle(now, before, Math.min(through, alike ?? through));
    } else this.slow(now, (before === Infinity ? this.pace() : before) * BELOW, 0);
  }

  /** The limit was found, or found again; `through` got through in a second. */
  private settle(now: number, before: number, through: number): void {
    const held = this.hold > 0 ? this.base : 0;
    // The limit lies between what held and what was probed, unless it was raised.
    const probed = before <= held * BEYOND;
    this.good = probed ? held : 0;
    this.doubts = 0;
    this.hold = this.hold === 0 ? HOLD_MS : Math.min(this.hold * 2, MAX_HOLD_MS);
    // A server that refuses everything for a while is no reason to start over from nothing.
    const found = Math.max(held / 2, Math.min(before, through) * BELOW);
    this.slow(now, probed ? Math.max(held, before * PROBED_BELOW) : found, this.hold);
  }

  /** A refusal while holding: still too fast, or a hiccup. `limit` is known where refusals are frequent. */
  private stepBack(now: number, before: number, limit: number): void {
    if (limit === Infinity && ++this.doubts >= DOUBTS) return this.slow(now, before, 0);
    const good = this.good > 0 && this.good < before ? this.good : before * FURTHER_BELOW;
    this.slow(now, Math.max(before / 2, Math.min(good, limit)), this.hold);
  }

  private slow(now: number, rate: number, hold: number): void {
    this.base = Math.max(1, rate);
    this.growFrom = now + hold;
  }

  /** Good answers in the second before `now`. */
  private through(now: number): number {
    return this.successes.length - this.successes.findLastIndex((at) => now - at >= 1000) - 1;
  }

  /** The speed of the last few good answers, the longest gap omitted because it may be a pause, a second. */
  private pace(): number {
    const last = this.successes.slice(-PACE);
    const gaps = last.slice(1).map((at, i) => at - (last[i] as number)).sort((a, b) => b - a);
    const took = gaps.slice(1).reduce((sum, gap) => sum + gap, 0);
    return last.length * 1000 / Math.max(1, took);
  }
}

/** Whether two counts are about the same. */
function agree(a: number, b: number): boolean {
  return Math.min(a, b) >= 0.75 * Math.max(a, b);
}

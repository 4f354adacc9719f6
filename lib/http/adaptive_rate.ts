/**
 * The request rate while a server throttles (429). Pure: time is an argument. Looker documents no limit, so the limit
 * is found from 429 responses: when two refusals come after about the same number of successful requests in a second,
 * or when refusals are a large part of the responses. The rate then stays a little below the limit, rises slowly, and
 * doubles every second after it is well above the limit. If 429 continues while the rate is held, the refusals do not
 * depend on the rate. They are random, and the rate is unlimited until refusals are a third of the responses.
 * specs/003 has the figures.
 *
 * @module
 */
import { Recent } from "./recent.ts";

/**
 * Factors for a new rate: of the successful requests per second; of the held rate after a refusal; of a probed rate
 * after a refusal.
 */
const BELOW = 0.95, FURTHER_BELOW = 0.8, PROBED_BELOW = 0.9;
/**
 * How long to hold the rate before probing, milliseconds: the first time, and at most. The time doubles each time the
 * limit is found.
 */
const HOLD_MS = 12_000, MAX_HOLD_MS = 45_000;
/**
 * Growth of the rate per second: while probing, and after the rate is `BEYOND` times the held rate, where no limit is
 * expected.
 */
const PROBE = 1.06, FREE = 2, BEYOND = 1.5;
/** Seconds of probing until the rate is `BEYOND` times the held rate; the growth after which the rate is unlimited. */
const PROBE_SECONDS = Math.log(BEYOND) / Math.log(PROBE), LIFTED = 16;
/** The number of 429 responses during holds after which 429 counts as random, and the share of 429 that ends this. */
const DOUBTS = 4, CERTAIN_SHARE = 1 / 3;
/** 429 responses within this time count as one, milliseconds. */
const SETTLE_MS = 1000;
/** The number of responses from whose spacing the pace is computed. */
const PACE = 24;

/** The adaptive rate, in requests per second: `Infinity` until a server throttles. */
export class AdaptiveRate {
  private base = Infinity;
  private growFrom = 0;
  /** How long to hold the rate at the limit, milliseconds; 0 while no limit is known. */
  private hold = 0;
  /** The last held rate that caused no refusal. */
  private good = 0;
  private doubts = 0;
  private lastCut = -Infinity;
  /** The successful requests in the second before each of the last two refusals. */
  private throughs: number[] = [];
  private successes: number[] = [];
  private readonly recent = new Recent();

  /** Returns the rate allowed at `now`, milliseconds. */
  rate(now: number): number {
    if (this.base === Infinity) return Infinity;
    const seconds = Math.max(0, now - this.growFrom) / 1000;
    const probing = this.doubts >= DOUBTS ? 0 : Math.min(seconds, PROBE_SECONDS);
    const growth = PROBE ** probing * FREE ** (seconds - probing);
    if (growth <= LIFTED) return this.base * growth;
    this.hold = this.good = 0;
    return this.base = Infinity;
  }

  /** Records a response that is not a 429. */
  succeeded(now: number): void {
    this.recent.push(false);
    this.successes.push(now);
    if (this.successes.length > 8192) this.successes = this.successes.slice(-4096);
  }

  /** Records a 429 response to a request sent at `startedAt`. */
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

  /**
   * Sets the rate after the limit is found or found again. `through` is the number of successful requests in a
   * second.
   */
  private settle(now: number, before: number, through: number): void {
    const held = this.hold > 0 ? this.base : 0;
    // The limit is between the held rate and the probed rate, unless the limit was raised.
    const probed = before <= held * BEYOND;
    this.good = probed ? held : 0;
    this.doubts = 0;
    this.hold = this.hold === 0 ? HOLD_MS : Math.min(this.hold * 2, MAX_HOLD_MS);
    // If a server refuses everything for a while, the rate does not fall below half of the held rate.
    const found = Math.max(held / 2, Math.min(before, through) * BELOW);
    this.slow(now, probed ? Math.max(held, before * PROBED_BELOW) : found, this.hold);
  }

  /**
   * Lowers the rate after a refusal during a hold: the rate is too high, or the refusal is random. `limit` is finite
   * only if refusals are frequent.
   */
  private stepBack(now: number, before: number, limit: number): void {
    if (limit === Infinity && ++this.doubts >= DOUBTS) return this.slow(now, before, 0);
    const good = this.good > 0 && this.good < before ? this.good : before * FURTHER_BELOW;
    this.slow(now, Math.max(before / 2, Math.min(good, limit)), this.hold);
  }

  private slow(now: number, rate: number, hold: number): void {
    this.base = Math.max(1, rate);
    this.growFrom = now + hold;
  }

  /** Returns the number of successful responses in the second before `now`. */
  private through(now: number): number {
    return this.successes.length - this.successes.findLastIndex((at) => now - at >= 1000) - 1;
  }

  /**
   * Returns the rate of the last successful responses, per second. Omits the longest gap, because it may be a pause.
   */
  private pace(): number {
    const last = this.successes.slice(-PACE);
    const gaps = last.slice(1).map((at, i) => at - (last[i] as number)).sort((a, b) => b - a);
    const took = gaps.slice(1).reduce((sum, gap) => sum + gap, 0);
    return last.length * 1000 / Math.max(1, took);
  }
}

/** Whether two counts differ by at most a quarter of the larger one. */
function agree(a: number, b: number): boolean {
  return Math.min(a, b) >= 0.75 * Math.max(a, b);
}

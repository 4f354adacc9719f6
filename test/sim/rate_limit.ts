/** The limit a server sets: so many requests in any second. @module */

/** Counts requests in a sliding second. */
export class RateLimit {
  readonly #times: number[] = [];
  constructor(public perSecond: number | undefined, readonly now: () => number) {}

  /** Whether one more request is allowed now; counts it when it is. */
  allow(): boolean {
    if (this.perSecond === undefined) return true;
    const now = this.now();
    while ((this.#times[0] ?? Infinity) <= now - 1000) this.#times.shift();
    if (this.#times.length >= this.perSecond) return false;
    this.#times.push(now);
    return true;
  }
}

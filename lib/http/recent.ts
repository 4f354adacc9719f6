/**
 * The share of refusals among the last answers, which distinguishes a limit from random refusals.
 *
 * @module
 */

/** Outcomes looked at. */
const LENGTH = 24;
/** Share of refusals among them, and their number, from which on it is no hiccup. */
const SHARE = 0.15, COUNT = 3;

/** The outcomes of the last {@linkcode LENGTH} answers. */
export class Recent {
  private readonly refused: boolean[] = [];

  /** Takes note of one more answer. */
  push(refused: boolean): void {
    this.refused.push(refused);
    if (this.refused.length > LENGTH) this.refused.shift();
  }

  /** Whether refusals are a good part of the answers. */
  isOften(share = SHARE): boolean {
    const count = this.refused.filter((refused) => refused).length;
    return count >= COUNT && count >= share * this.refused.length;
  }
}

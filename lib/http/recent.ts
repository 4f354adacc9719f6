/**
 * The share of refusals among the last responses, which distinguishes a limit from random refusals.
 *
 * @module
 */

/** The number of outcomes that count. */
const LENGTH = 24;
/** The share and the number of refusals from which on they are not random. */
const SHARE = 0.15, COUNT = 3;

/** The outcomes of the last {@linkcode LENGTH} responses. */
export class Recent {
  private readonly refused: boolean[] = [];

  /** Records the outcome of a response. */
  push(refused: boolean): void {
    this.refused.push(refused);
    if (this.refused.length > LENGTH) this.refused.shift();
  }

  /** Whether there are at least {@linkcode COUNT} refusals, and they are at least `share` of the responses. */
  isOften(share = SHARE): boolean {
    const count = this.refused.filter((refused) => refused).length;
    return count >= COUNT && count >= share * this.refused.length;
  }
}

/**
 * Who waits for an answer that is quickly told: meanwhile, long work stands still.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

/** A page asks for several things one after the other, milliseconds. */
const SOON_MS = 20;

/** The requests that are being answered. */
export class Traffic {
  private waiting = 0;
  private last = -Infinity;

  constructor(private readonly clock: Pick<Clock, "monotonic">) {}

  /** Whether somebody waits, or did so a moment ago. */
  readonly isBusy = (): boolean => this.waiting > 0 || this.clock.monotonic() - this.last < SOON_MS;

  /** Somebody waits until the handle is disposed. */
  begin(): Disposable {
    this.waiting++;
    return {
      [Symbol.dispose]: () => {
        this.waiting--;
        this.last = this.clock.monotonic();
      },
    };
  }
}

/**
 * Tracks whether a client waits for a quick response. Meanwhile, long tasks pause.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

/** How long after a response more requests of the same page are expected, in milliseconds. */
const SOON_MS = 20;

/** The requests that are being answered. */
export class Traffic {
  private waiting = 0;
  private last = -Infinity;

  constructor(private readonly clock: Pick<Clock, "monotonic">) {}

  /** Whether a client waits, or did so a moment ago. */
  readonly isBusy = (): boolean => this.waiting > 0 || this.clock.monotonic() - this.last < SOON_MS;

  /** Marks a client as waiting until the handle is disposed. */
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

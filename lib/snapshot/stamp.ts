/**
 * Chooses the timestamp of a new snapshot: now, or the next second that is not in use.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { stampOf } from "./name.ts";

/** Returns a timestamp that is not in `taken`. Waits until its second has come. */
export async function freeStamp(
  taken: ReadonlySet<string>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<string> {
  for (;;) {
    const now = clock.now(), stamp = stampOf(now);
    if (!taken.has(stamp)) return stamp;
    await clock.delay(1000 - now % 1000, signal);
  }
}

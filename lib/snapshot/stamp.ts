/**
 * The timestamp of a new copy: now, or the next second that no copy has.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { stampOf } from "./name.ts";

/** Gives a timestamp that is none of `taken`; waits for its second. */
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

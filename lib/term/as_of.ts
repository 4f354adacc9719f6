/**
 * The time whose state a result shows.
 *
 * @module
 */
import { type Line, note } from "./notes.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";

/** Returns `as of 2026-01-31 14:05:00 +01:00` for a time (ISO 8601 UTC); no line for the current state. */
export function asOf(at: string | undefined, options: RenderOptions): Line[] {
  return at === undefined ? [] : note(`as of ${shownTime(at, options.zone, "second")}`, options);
}

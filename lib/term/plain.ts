/**
 * Progress without a terminal: one line at intervals.
 *
 * @module
 */
import type { ExtractEvent, Gauges } from "../extract/events.ts";
import { typeDoneLine } from "./announce.ts";
import { clockTime, count, counted, rate } from "./format.ts";
import {
  handled,
  handledItems,
  initialProgress,
  type ProgressState,
  recentRate,
  reduceProgress,
  remaining,
  totalOf,
} from "./progress_state.ts";

/** The minimum interval between two status lines, in milliseconds. */
export const PLAIN_EVERY_MS = 2000;

/** Handles an event and its time. Returns the line to write, or null. */
export type PlainProgress = (event: ExtractEvent, at: number, gauges: Gauges) => string | null;

/** Returns progress as lines: one for each finished type, and otherwise at most one per interval. */
export function plainProgress(startedAt: number): PlainProgress {
  let state = initialProgress(startedAt);
  let saidAt = startedAt, compares = false;
  return (event, at, gauges) => {
    if (event.event === "started") compares = event.compares === true;
    state = reduceProgress(state, event, at);
    if (event.event === "type_done") return typeDoneLine(event, { compares });
    if (event.event !== "stored" || at - saidAt < PLAIN_EVERY_MS) return null;
    saidAt = at;
    return statusLine(state, at, gauges);
  };
}

/** Returns the state of the run in one line. */
export function statusLine(state: ProgressState, now: number, gauges: Gauges): string {
  const active = state.types.filter((type) => type.since !== null && type.doneAt === null).map((type) => {
    const total = totalOf(type);
    return `${type.type} ${count(handled(type))}${total === null ? "" : `/${count(total)}`}`;
  });
  const left = remaining(state, now);
  const eta = left === null ? "" : `, ETA ${left.atLeast ? ">" : ""}${clockTime(Math.ceil(left.seconds))}`;
  const retries = gauges.retries === 0 ? "" : `, ${count(gauges.retries)} retried`;
  const numbers = `${counted(handledItems(state), "item")}, ${rate(recentRate(state, now))}, ${
    counted(gauges.calls, "request")
  }${retries}`;
  return `${clockTime((now - state.startedAt) / 1000)} ${numbers}${eta}${
    active.length > 0 ? `; ${active.join(", ")}` : ""
  }`;
}

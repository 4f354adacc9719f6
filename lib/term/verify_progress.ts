/**
 * The progress of `verify`: one updated line, lines at intervals, JSON lines, or nothing.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { VerifyEvent, VerifySink } from "../inspect/verify/report.ts";
import { truncate } from "./cell.ts";
import type { ProgressOptions } from "./extract_progress.ts";
import { bytes, clockTime, count, percent } from "./format.ts";
import { jsonLine } from "./json.ts";
import { PLAIN_EVERY_MS } from "./plain.ts";

/** What the progress display of `verify` works with. */
export type VerifyProgressOptions = Omit<ProgressOptions, "gauges">;

/** Handles events until it is disposed. Disposing clears the display. */
export interface ShownVerify extends Disposable {
  readonly sink: VerifySink;
}

/** The progress of a verification. */
export interface VerifyStanding {
  startedAt: number;
  total: { rows: number; bytes: number } | null;
  done: { rows: number; bytes: number; invalid: number };
}

/** Starts to show progress. */
export function startVerifyProgress(options: VerifyProgressOptions): ShownVerify {
  const { mode, screen, clock, palette, log } = options;
  if (mode === "json") {
    const sink: VerifySink = (event) => screen.log(jsonLine(event, clock.now(), options.redactor));
    return { sink, [Symbol.dispose]: () => {} };
  }
  let state: VerifyStanding = {
    startedAt: clock.monotonic(),
    total: null,
    done: { rows: 0, bytes: 0, invalid: 0 },
  };
  let saidAt = state.startedAt;
  if (mode === "bar") {
    screen.live(({ columns }) => [palette.dim(truncate(verifyLine(state, clock.monotonic()), columns - 1))]);
  }
  return {
    sink(event): void {
      state = reduceVerify(state, event);
      const now = clock.monotonic();
      if (event.event === "problem") log.verbose(problemText(event));
      if (mode !== "plain" || event.event !== "checked" || now - saidAt < PLAIN_EVERY_MS) return;
      saidAt = now;
      log.info(verifyLine(state, now));
    },
    [Symbol.dispose]: () => screen.clear(),
  };
}

/** Returns the progress after an event. */
export function reduceVerify(state: VerifyStanding, event: VerifyEvent): VerifyStanding {
  if (event.event === "counted") return { ...state, total: { rows: event.rows, bytes: event.bytes } };
  if (event.event !== "checked") return state;
  return { ...state, done: { rows: event.rows, bytes: event.bytes, invalid: event.invalid } };
}

/** Returns the progress in one line. */
export function verifyLine({ startedAt, total, done }: VerifyStanding, now: number): string {
  const time = clockTime((now - startedAt) / 1000);
  if (total === null) return `${time} checking the file`;
  const bad = done.invalid === 0 ? "" : `, ${count(done.invalid)} damaged`;
  return `${time} ${percent(done.bytes, total.bytes)} ${count(done.rows)} of ${
    count(total.rows)
  } items and versions, ${bytes(done.bytes)}${bad}`;
}

function problemText({ type, id, problem }: Extract<VerifyEvent, { event: "problem" }>): string {
  return sanitize(`${type}${id === null ? "" : ` ${id}`}: ${problem}`);
}

/**
 * Prints the events of a run of `extract`: as a display, as lines, as JSON lines, or only warnings.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Logger, Redactor } from "../base/log.ts";
import type { EventSink, ExtractEvent, Gauges } from "../extract/events.ts";
import { announce, typeDoneLine } from "./announce.ts";
import { jsonLine } from "./json.ts";
import type { Palette } from "./palette.ts";
import { plainProgress } from "./plain.ts";
import { progressLines } from "./progress_lines.ts";
import type { ProgressMode } from "./progress_modes.ts";
import { initialProgress, reduceProgress } from "./progress_state.ts";
import { throttleLines } from "./throttle.ts";
import type { Screen } from "./screen.ts";

/** What the progress display works with. */
export interface ProgressOptions {
  mode: Exclude<ProgressMode, "auto">;
  screen: Screen;
  log: Logger;
  clock: Clock;
  redactor: Redactor;
  palette: Palette;
  /** Returns the current figures of the run. Called for each drawing. */
  gauges: () => Gauges;
}

/** Handles events until it is disposed. Disposing clears the display. */
export interface Progress extends Disposable {
  readonly sink: EventSink;
}

/** Starts to show progress. */
export function startProgress(options: ProgressOptions): Progress {
  const { mode, screen } = options;
  const sink = mode === "json" ? jsonSink(options) : mode === "bar" ? barSink(options) : lineSink(options);
  return { sink, [Symbol.dispose]: () => screen.clear() };
}

function jsonSink({ screen, clock, redactor }: ProgressOptions): EventSink {
  return (event) => screen.log(jsonLine(event, clock.now(), redactor));
}

function barSink({ screen, log, clock, gauges, palette }: ProgressOptions): EventSink {
  let state = initialProgress(clock.monotonic());
  const explained = new Set<string>();
  let compares = false;
  screen.live((size) => progressLines(state, { ...size, now: clock.monotonic(), gauges: gauges(), palette }));
  return (event) => {
    state = reduceProgress(state, event, clock.monotonic());
    say(log, event);
    if (event.event === "started") compares = event.compares === true;
    if (event.event === "failed") explained.add(event.type);
    if (event.event === "type_done" && !event.complete && !explained.has(event.type)) {
      log.warning(typeDoneLine(event, { compares }));
    }
  };
}

function lineSink({ mode, log, clock, gauges }: ProgressOptions): EventSink {
  const progress = plainProgress(clock.monotonic()), throttle = throttleLines();
  return (event) => {
    const slowed = mode === "none" ? null : throttle(event, clock.monotonic());
    if (slowed !== null) log.info(slowed);
    if (mode !== "none" || event.event !== "started") say(log, event);
    if (mode === "none") return;
    const line = progress(event, clock.monotonic(), gauges());
    if (line !== null) log.info(line);
  };
}

function say(log: Logger, event: ExtractEvent): void {
  const said = announce(event);
  if (said !== null) log[said.kind](said.text);
}

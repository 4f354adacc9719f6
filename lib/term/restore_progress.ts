/**
 * Prints the events of a restore: as a display, as lines, as JSON lines, or only warnings.
 *
 * @module
 */
import { itemWords } from "../looker/item_ref.ts";
import { sanitize } from "../base/log.ts";
import type { RestoreEvent, RestoreSink } from "../restore/restore_request.ts";
import { throttleLines } from "./throttle.ts";
import { truncate } from "./cell.ts";
import type { ProgressOptions } from "./extract_progress.ts";
import { jsonLine } from "./json.ts";
import { PLAIN_EVERY_MS, statusLine } from "./plain.ts";
import { progressLines } from "./progress_lines.ts";
import { announceRestore } from "./restore_announce.ts";
import { initialRestore, reduceRestore, type RestoreProgress } from "./restore_progress_state.ts";
import type { Size } from "./screen.ts";

/** What the progress display of a restore works with. */
export interface RestoreProgressOptions extends ProgressOptions {
  /** The maximum number of concurrent writes. */
  workers: number;
}

/** Handles events until it is disposed. Disposing clears the display. */
export interface ShownRestore extends Disposable {
  readonly sink: RestoreSink;
  /** Removes the display while `work` uses the terminal, then shows it again. */
  aside<T>(work: () => T): T;
}

/** Starts to show progress. */
export function startRestoreProgress(options: RestoreProgressOptions): ShownRestore {
  const { mode, screen, clock } = options;
  if (mode === "json") {
    const sink: RestoreSink = (event) => screen.log(jsonLine(event, clock.now(), options.redactor));
    return { sink, aside: (work) => work(), [Symbol.dispose]: () => {} };
  }
  return mode === "bar" ? bar(options) : lines(options);
}

function bar(options: RestoreProgressOptions): ShownRestore {
  const { screen, clock, gauges, palette, workers } = options;
  let state = initialRestore(clock.monotonic(), workers);
  let current: string | null = null;
  const render = (size: Size): string[] => {
    const drawn = progressLines(state.progress, {
      ...size,
      rows: size.rows - 1,
      now: clock.monotonic(),
      gauges: gauges(),
      palette,
    });
    if (current === null) return drawn;
    const item = palette.dim(truncate(`  ${current}`, Math.max(10, size.columns - 1)));
    return [...drawn.slice(0, -1), item, ...drawn.slice(-1)];
  };
  screen.live(render);
  return {
    sink(event): void {
      state = reduceRestore(state, event, clock.monotonic());
      if (event.event === "item_started") current = itemText(event);
      if (event.event === "finished") current = null;
      say(options, event);
    },
    aside(work) {
      screen.clear();
      try {
        return work();
      } finally {
        screen.live(render);
      }
    },
    [Symbol.dispose]: () => screen.clear(),
  };
}

/** Returns the item that is being written: `update dashboards 12 "Revenue"`. */
function itemText(
  { action, type, id, name }: Extract<RestoreEvent, { event: "item_started" }>,
): string {
  return sanitize(`${action} ${itemWords({ type, id }, name)}`);
}

function lines(options: RestoreProgressOptions): ShownRestore {
  const { mode, log, clock, gauges, workers } = options;
  let state: RestoreProgress = initialRestore(clock.monotonic(), workers);
  let saidAt = clock.monotonic();
  const throttle = throttleLines();
  return {
    sink(event): void {
      const now = clock.monotonic(), slowed = mode === "none" ? null : throttle(event, now);
      if (slowed !== null) log.info(slowed);
      state = reduceRestore(state, event, now);
      if (mode !== "none" || event.event !== "started") say(options, event);
      const moves = event.event === "read" || event.event === "item_done";
      if (mode === "none" || !moves || now - saidAt < PLAIN_EVERY_MS) return;
      saidAt = now;
      log.info(statusLine(state.progress, now, gauges()));
    },
    aside: (work) => work(),
    [Symbol.dispose]: () => {},
  };
}

function say({ log }: RestoreProgressOptions, event: RestoreEvent): void {
  const said = announceRestore(event);
  if (said !== null) log[said.kind](said.text);
}

/**
 * The progress of copying a snapshot: one updated line, lines at intervals, JSON lines, or nothing.
 *
 * @module
 */
import { truncate } from "./cell.ts";
import { bytes, clockTime, percent } from "./format.ts";
import { jsonLine } from "./json.ts";
import { PLAIN_EVERY_MS } from "./plain.ts";
import type { ProgressOptions } from "./extract_progress.ts";

/** A step of a copy: the activity, the bytes that are done, and the total bytes; the total is null while unknown. */
export interface CopyProgress {
  event: "waiting" | "copying" | "uploading" | "downloading";
  done: number;
  total: number | null;
}

/** Handles events until it is disposed. Disposing clears the display. */
export interface ShownCopy extends Disposable {
  readonly sink: (event: CopyProgress) => void;
}

const WORDS: Readonly<Record<CopyProgress["event"], string>> = {
  waiting: "waiting for another push of this vault",
  copying: "copied",
  uploading: "uploaded",
  downloading: "downloaded",
};

/** The minimum interval between two JSON lines of one kind, in milliseconds. */
const JSON_EVERY_MS = 250;

/** Starts to show progress. */
export function startCopyProgress(options: Omit<ProgressOptions, "gauges">): ShownCopy {
  const { mode, screen, clock, palette, log, redactor } = options;
  const startedAt = clock.monotonic();
  const standing = new Map<CopyProgress["event"], CopyProgress>();
  let saidAt = startedAt, toldAt = -Infinity, told: string | null = null;
  const line = (now: number): string => copyLine([...standing.values()], (now - startedAt) / 1000);
  if (mode === "bar") {
    screen.live(({ columns }) => [palette.dim(truncate(line(clock.monotonic()), columns - 1))]);
  }
  return {
    sink(event): void {
      const now = clock.monotonic();
      if (mode === "json") {
        const isEnd = event.done === event.total;
        if (event.event === told && !isEnd && now - toldAt < JSON_EVERY_MS) return;
        [told, toldAt] = [event.event, now];
        return screen.log(jsonLine(event, clock.now(), redactor));
      }
      if (event.event === "waiting") return log.info(WORDS.waiting);
      standing.set(event.event, event);
      if (mode !== "plain" || now - saidAt < PLAIN_EVERY_MS) return;
      saidAt = now;
      log.info(line(now));
    },
    [Symbol.dispose]: () => screen.clear(),
  };
}

/** Returns the progress in one line: `0:12 copied 40% of 3.0 GB, uploaded 800 MB`. */
export function copyLine(standing: readonly CopyProgress[], seconds: number): string {
  const parts = standing.map(({ event, done, total }) =>
    total === null
      ? `${WORDS[event]} ${bytes(done)}`
      : `${WORDS[event]} ${percent(done, total)} of ${bytes(total)}`
  );
  return [clockTime(seconds), parts.join(", ")].join(" ").trim();
}

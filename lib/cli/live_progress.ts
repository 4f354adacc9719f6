/**
 * Shows the progress of a command that reads from Looker.
 *
 * @module
 */
import type { EventSink, Gauges } from "../extract/events.ts";
import type { CommandContext } from "./command_context.ts";

/** The callbacks through which a read reports its progress. */
export interface LiveProgress {
  sink: EventSink;
  /** Receives the function that returns the run's gauges. */
  onGauges: (gauges: () => Gauges) => void;
}

/** Shows the progress of `work` until it ends. `workers` is the maximum number of requests in flight. */
export async function withLiveProgress<T>(
  { screen, log, clock, redactor, palette, progress: mode }: CommandContext,
  workers: number,
  work: (progress: LiveProgress) => Promise<T>,
): Promise<T> {
  const { startProgress } = await import("../term/extract_progress.ts");
  let gauges = (): Gauges => ({
    calls: 0,
    retries: 0,
    in_flight: 0,
    bytes: 0,
    allowed_in_flight: workers,
  });
  using progress = startProgress({ mode, screen, log, clock, redactor, palette, gauges: () => gauges() });
  return await work({ sink: progress.sink, onGauges: (source) => void (gauges = source) });
}

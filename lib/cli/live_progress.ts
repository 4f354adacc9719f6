/**
 * The progress of a command that reads Looker.
 *
 * @module
 */
import type { EventSink, Gauges } from "../extract/events.ts";
import type { CommandContext } from "./command_context.ts";

/** Where the reading tells what happens. */
export interface LiveProgress {
  sink: EventSink;
  /** Is told where the run's numbers can be asked. */
  onGauges: (gauges: () => Gauges) => void;
}

/** Shows what `work` tells until it ends. `workers` are the requests in flight at most. */
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

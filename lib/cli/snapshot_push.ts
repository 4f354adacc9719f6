/**
 * Pushes a snapshot of the vault, for `snapshot push` and `extract --snapshot`.
 *
 * @module
 */
import { push } from "../snapshot/push.ts";
import { type CopyReport, copyReport } from "../snapshot/report.ts";
import type { Span } from "../snapshot/span.ts";
import { startCopyProgress } from "../term/snapshot_progress.ts";
import type { CommandContext } from "./command_context.ts";
import { openCopies, type PlacedConfig } from "./snapshot_store.ts";
import { VERSION } from "./version.ts";

/** The pushed snapshots, as the result reports them. */
export interface PushReport {
  snapshots: (CopyReport & { interrupted: boolean })[];
  warnings: string[];
}

/**
 * Returns the files that a push writes: next to the vault, and in a destination directory. The process gives up the
 * permission to write any other file.
 */
export function pushFiles({ db, snapshotDest }: PlacedConfig): string[] {
  const beside = ["", "-wal", "-shm", ".push", ".push.json", ".push.json.new"].map((ending) => db + ending);
  return /^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(snapshotDest) ? beside : [...beside, snapshotDest];
}

/** Pushes a snapshot and shows the progress. */
export async function pushCopy(
  context: CommandContext,
  config: PlacedConfig,
  lock: Span | null,
): Promise<PushReport> {
  const { clock, signal, screen, log, redactor, palette, progress: mode } = context;
  const store = await openCopies(context, config);
  using progress = startCopyProgress({ mode, screen, log, clock, redactor, palette });
  const { pushed, warnings } = await push({
    path: config.db,
    store,
    recipients: config.snapshotRecipients,
    lock,
    version: VERSION,
    clock,
    signal,
    sink(event): void {
      if (event.event === "waiting") progress.sink({ event: "waiting", done: 0, total: null });
      else if (event.event === "copying") {
        progress.sink({ event: "copying", done: event.read, total: event.total });
      } else progress.sink({ event: "uploading", done: event.sent, total: event.total });
    },
  });
  const snapshots = pushed.map(({ wasInterrupted, ...one }) => ({
    ...copyReport({ ...one, instance: one.manifest.instance, fault: null }, { location: store.location }),
    interrupted: wasInterrupted,
  }));
  return { snapshots, warnings };
}

/**
 * The push of `extract --snapshot`, after a run that finished, also a partial one.
 *
 * @module
 */
import { InterruptedError } from "../base/errors.ts";
import type { Config } from "../config/load.ts";
import type { RunStatus } from "../extract/summary.ts";
import type { RenderOptions } from "../term/render_options.ts";
import { renderPushed } from "../term/snapshot.ts";
import type { CommandContext } from "./command_context.ts";
import { lockSpan, requirePlace } from "./commands/snapshot/snapshot_flags.ts";
import { type Failure, logFailure } from "./command_failure.ts";
import { saidFailure, type Shortfall } from "./ending.ts";
import { pushCopy, pushFiles, type PushReport } from "./snapshot_push.ts";
import { urlsOf } from "./snapshot_store.ts";

/** A push that waits for its run. */
export interface PushAfter {
  /** Files that it writes. */
  readonly files: readonly string[];
  /** Pushes, unless the run did not finish; then null. A push that fails does not take the run's result away. */
  push(status: RunStatus): Promise<PushedAfter | null>;
}

/** What came of it. */
export interface PushedAfter {
  document: { status: "completed" | "failed" } & Partial<PushReport> & { error?: Failure };
  lines: (how: RenderOptions) => string[];
  /** Why it failed; null where it did not. */
  short: Shortfall | null;
}

/** Makes a push ready: where to, and the right to reach it. @throws {UsageError} when nobody said where to. */
export async function preparePush(context: CommandContext, given: Config): Promise<PushAfter> {
  const config = requirePlace(given), lock = await lockSpan(config);
  context.reserveHost(...urlsOf(context, config));
  return {
    files: pushFiles(config),
    async push(status) {
      if (status !== "completed" && status !== "partial") {
        context.log.warning(`No snapshot was pushed: the run ended ${status}`);
        return null;
      }
      try {
        const report = await pushCopy(context, config, lock);
        for (const text of report.warnings) context.log.warning(text);
        return {
          document: { status: "completed", ...report },
          lines: (how) => ["", ...renderPushed(report.snapshots, { warnings: [] }, how)],
          short: null,
        };
      } catch (error) {
        if (error instanceof InterruptedError) throw error;
        const failure = logFailure(error, context);
        return {
          document: { status: "failed", error: failure },
          lines: () => [],
          short: saidFailure(failure),
        };
      }
    },
  };
}

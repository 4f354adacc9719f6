/**
 * The push of `extract --snapshot`, after a run that finished completely or partially.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import { argsOf } from "./vault_args.ts";
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
  /** The files that the push writes. */
  readonly files: readonly string[];
  /**
   * Pushes a snapshot. Returns null if the run did not finish. If the push fails, the run's result is printed
   * nevertheless.
   */
  push(status: RunStatus): Promise<PushedAfter | null>;
}

/** The result of the push. */
export interface PushedAfter {
  document: { status: "completed" | "failed" } & Partial<PushReport> & { error?: Failure };
  lines: (how: RenderOptions) => string[];
  /** Why the push failed. Null if it succeeded. */
  short: Shortfall | null;
}

/** Prepares a push: its destination, and the permission to reach it. @throws {UsageError} if no destination is set. */
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
        for (const text of report.warnings) context.log.warning(withArgs(text, argsOf(context)));
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

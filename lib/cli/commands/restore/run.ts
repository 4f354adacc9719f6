/**
 * What all `restore` commands that write have in common: consent, progress, result, exit code.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../../../base/errors.ts";
import { requireInstance } from "../../../config/instance.ts";
import type { Config } from "../../../config/load.ts";
import type { Gauges } from "../../../extract/events.ts";
import type { RestoreStatus, RestoreSummary } from "../../../restore/summary.ts";
import { renderPlan, viewOfDryRun } from "../../../term/restore_plan.ts";
import { startRestoreProgress } from "../../../term/restore_progress.ts";
import { renderRestore } from "../../../term/restore_summary.ts";
import { sessionConfig } from "../../connection.ts";
import type { Session } from "../../session.ts";
import { askConsent, askDrill, notAgreed, requireConsent } from "./consent.ts";
import { restoreDocument } from "./document.ts";
import type { RestoreTask, RunRestore } from "./engine.ts";
import type { RunFlags } from "./flags.ts";

/** One command line. */
export interface RestoreCall {
  /** `restore single`, `restore undo`, ... */
  command: string;
  flags: RunFlags;
  /** What is to be done, once the configuration is known. */
  task: (config: Config) => RestoreTask;
  /** Tell each change of each item. */
  detailed?: boolean;
  /** False for what goes on with something that was agreed to. */
  asks?: boolean;
  restore: RunRestore;
}

/** Runs a restore and says its result. */
export async function runRestoreCommand(session: Session, call: RestoreCall): Promise<ExitCode> {
  const { command, flags, detailed = false, asks = true } = call;
  const { baseUrl, timeout, workers } = flags;
  const config = sessionConfig(session, { baseUrl, timeout, workers });
  const task = call.task(config);
  const show = { detailed, undo: task.kind === "undo" };
  const instance = requireInstance(config);
  const about = { command, destination: instance.baseUrl, flags };
  if (asks) requireConsent(session, about);
  let gauges = (): Gauges => ({ ...IDLE, allowed_in_flight: config.workers });
  const { screen, log, clock, redactor, palette, progress: mode } = session;
  let declined = false, asked = false;
  const agreed = !asks || flags.yes === true || flags.force === true;
  if (task.kind === "drill" && !agreed && !askDrill(session, task.sample, instance.baseUrl)) {
    throw notAgreed(about);
  }
  using progress = startRestoreProgress({
    mode,
    screen,
    log,
    clock,
    redactor,
    palette,
    gauges: () => gauges(),
    workers: config.workers,
  });
  const summary = await call.restore({
    session,
    config,
    instance,
    command,
    task,
    to: flags.to,
    dryRun: flags.dryRun === true,
    sink: progress.sink,
    onGauges: (source) => void (gauges = source),
    consent(plan) {
      if (agreed) return true;
      asked = true;
      declined = !progress.aside(() => askConsent(session, plan, { db: config.db, show }));
      return !declined;
    },
  });
  if (declined) throw notAgreed(about);
  const said = { ...summary, command };
  session.result(
    restoreDocument(said),
    (how) =>
      said.status === "planned"
        ? renderPlan(viewOfDryRun(said, show), how)
        // What was agreed to is not shown twice.
        : renderRestore(said, how, { ...show, detailed: detailed && !asked }),
  );
  return exitOf(said);
}

const IDLE: Gauges = { calls: 0, retries: 0, in_flight: 0, bytes: 0, allowed_in_flight: 0 };

const EXITS: Readonly<Record<RestoreStatus, ExitCode>> = {
  planned: EXIT.ok,
  completed: EXIT.ok,
  partial: EXIT.partial,
  interrupted: EXIT.interrupted,
  failed: EXIT.looker,
};

/** A drill that finds a difference has shown that the backup cannot be relied on. */
function exitOf({ command, status, verified }: RestoreSummary): ExitCode {
  const differs = command === "restore drill" && verified.different > 0;
  return differs && status !== "interrupted" ? EXIT.damaged : EXITS[status];
}

/**
 * What all `restore` commands that write have in common: consent, progress, result, exit code.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../../../base/errors.ts";
import { sanitize } from "../../../base/log.ts";
import type { Config } from "../../../config/load.ts";
import type { Gauges } from "../../../extract/events.ts";
import type { RestoreEvent } from "../../../restore/restore_request.ts";
import type { PlanDocument } from "../../../restore/plan/plan_document.ts";
import type { RestoreStatus, RestoreSummary } from "../../../restore/restore_summary.ts";
import { type PlanShow, renderPlan, viewOfDryRun } from "../../../term/restore_plan.ts";
import { type ShownRestore, startRestoreProgress } from "../../../term/restore_progress.ts";
import { renderRestore } from "../../../term/restore_summary.ts";
import { sessionConfig, sessionInstance } from "../../connection.ts";
import type { CommandContext } from "../../command_context.ts";
import { Consent } from "./consent.ts";
import { restoreDocument } from "./document.ts";
import type { RestoreRequest, RestoreTask, RunRestore } from "./engine.ts";
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
  restore: RunRestore;
}

/** Runs a restore and says its result. */
export async function runRestoreCommand(context: CommandContext, call: RestoreCall): Promise<ExitCode> {
  const { command, flags, detailed = false } = call;
  const { baseUrl, timeout, workers } = flags;
  const config = sessionConfig(context, { baseUrl, timeout, workers });
  const task = call.task(config);
  const instance = sessionInstance(context, config);
  const undo = task.kind === "undo" || (task.kind === "apply" && task.plan.options.undo !== null);
  const show = { detailed, undo };
  const consent = new Consent(context, {
    command,
    destination: instance.baseUrl,
    db: config.db,
    flags,
    show,
  });
  using planOut = flags.planOut === undefined ? null : await planFile(flags.planOut, config);
  if (task.kind === "drill") consent.toDrill(task.sample);
  let gauges = (): Gauges => ({ ...IDLE, allowed_in_flight: config.workers });
  using progress = shown(context, { workers: config.workers, gauges: () => gauges() });
  const summary = await resumable(context, progress, call.restore, {
    context,
    config,
    instance,
    command,
    task,
    to: flags.to,
    dryRun: flags.dryRun === true || planOut !== null,
    ...planOut !== null && { planOut },
    onGauges: (source) => void (gauges = source),
    consent: (plan) =>
      consent.to(plan, (question) => progress.aside(question)) && (consent.wasAsked ? "asked" : true),
  });
  consent.requireGiven();
  planOut?.finish({ ...summary, command }, show);
  // What was agreed to is not shown twice.
  return say(
    context,
    { ...summary, command, ...flags.planOut !== undefined && { plan_file: flags.planOut } },
    { ...show, detailed: detailed && !consent.wasAsked },
  );
}

/** The file of a plan, begun before anything is asked of Looker. */
async function planFile(path: string, { db }: Config): Promise<
  Disposable & NonNullable<RestoreRequest["planOut"]> & {
    finish: (summary: RestoreSummary, show: PlanShow) => void;
  }
> {
  const { PlanOutput } = await import("../../plan_output.ts");
  const { temporaryName } = await import("../../output_file.ts");
  const output = PlanOutput.begin(path, {
    keep: [db, `${db}-wal`, `${db}-shm`, `${db}-journal`, `${db}.lock`],
  });
  let plan: PlanDocument | null = null;
  return {
    files: [path, temporaryName(path)],
    onPlan: (made) => void (plan = made),
    finish(summary, show) {
      if (plan !== null) output.finish(plan, { summary, show });
    },
    [Symbol.dispose]: () => output[Symbol.dispose](),
  };
}

const IDLE: Gauges = { calls: 0, retries: 0, in_flight: 0, bytes: 0, allowed_in_flight: 0 };

function shown(
  { screen, log, clock, redactor, palette, progress: mode }: CommandContext,
  { workers, gauges }: { workers: number; gauges: () => Gauges },
): ShownRestore {
  return startRestoreProgress({ mode, screen, log, clock, redactor, palette, gauges, workers });
}

/** Runs it; when it fails after the first write, says how to go on. */
async function resumable(
  { log }: CommandContext,
  progress: ShownRestore,
  restore: RunRestore,
  request: Omit<RestoreRequest, "sink">,
): Promise<RestoreSummary> {
  let begun: string | null = null, wrote = false;
  const sink = (event: RestoreEvent): void => {
    if (event.event === "started") begun = event.session_id;
    if (event.event === "item_started") wrote = true;
    progress.sink(event);
  };
  try {
    return await restore({ ...request, sink });
  } catch (error) {
    if (wrote && begun !== null) {
      log.warning(`The restore stopped on its way: lookervault restore resume ${begun} goes on`);
    }
    throw error;
  }
}

function say(context: CommandContext, summary: RestoreSummary, show: PlanShow): ExitCode {
  context.result(
    restoreDocument(summary),
    (how) =>
      summary.status === "planned"
        ? [...renderPlan(viewOfDryRun(summary, show), how), ...planFileLines(summary)]
        : renderRestore(summary, how, show),
  );
  const exit = exitOf(summary);
  const why = exit === EXIT.ok ? null : shortfall(summary) ?? ended(summary);
  if (why !== null) context.log.warning(why);
  return exit;
}

/** How it ended, where no error tells why. */
function ended({ command, status, verified }: RestoreSummary): string {
  if (status === "interrupted") return `${command} was interrupted: lookervault restore resume goes on`;
  return verified.different > 0
    ? `${command} is not proven: ${verified.different} of ${
      verified.same + verified.different
    } items read back differ from the backup`
    : `${command} ended ${status}: what its result counts as failed, incomplete or skipped is missing`;
}

/** Errors that are named in the line that says why a restore is not complete. */
const NAMED = 3;

/** Why a restore is not complete, in one line; null where nothing is known to be missing. */
function shortfall({ command, totals, errors }: RestoreSummary): string | null {
  if (errors.length === 0) return null;
  const counts = (["incomplete", "failed", "skipped"] as const)
    .flatMap((name) => totals[name] > 0 ? [`${totals[name]} ${name}`] : []);
  const named = errors.slice(0, NAMED).map(({ type, id, message }) =>
    `${[type, id].filter((part) => part !== null).join(" ")}: ${message}`
  );
  const left = errors.length - named.length;
  const more = left > 0 ? `; and ${left} more` : "";
  return sanitize(
    `${command} is not complete (${counts.join(", ") || `${errors.length} errors`}): ${
      named.join("; ")
    }${more}`,
  );
}

function planFileLines({ plan_file: file }: RestoreSummary): string[] {
  if (file === undefined) return [];
  const next = file.toLowerCase().endsWith(".json")
    ? `; lookervault restore apply ${file} carries out exactly that`
    : "";
  return ["", sanitize(`The plan stands in ${file}${next}.`)];
}

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

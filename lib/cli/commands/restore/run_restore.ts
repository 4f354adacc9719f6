/**
 * The common parts of all `restore` commands that write: confirmation, progress, result and exit code.
 *
 * @module
 */
import type { Config } from "../../../config/load.ts";
import type { Gauges } from "../../../extract/events.ts";
import type { PlanDocument } from "../../../restore/plan/plan_document.ts";
import type { RestoreEvent } from "../../../restore/restore_request.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import type { PlanShow } from "../../../term/restore_plan.ts";
import type { SamePlace } from "../../../term/same_place.ts";
import { type ShownRestore, startRestoreProgress } from "../../../term/restore_progress.ts";
import type { CommandContext } from "../../command_context.ts";
import { sessionConfig, sessionInstance } from "../../connection.ts";
import { requirePlace } from "../snapshot/snapshot_flags.ts";
import { Consent } from "./restore_consent.ts";
import type { RunFlags } from "./restore_flags.ts";
import { sayRestore } from "./restore_result.ts";
import { samePlace } from "./same_place.ts";
import type { RestoreRequest, RestoreTask, RunRestore } from "./restore_task.ts";
import type { Ending } from "../../ending.ts";

/** The command line of a restore. */
export interface RestoreCall {
  /** The name of the command, such as `restore single` or `restore undo`. */
  command: string;
  flags: RunFlags;
  /** Returns the task for a configuration. */
  task: (config: Config) => RestoreTask;
  /** Whether to print each change of each item. */
  detailed?: boolean;
  restore: RunRestore;
}

/** Runs a restore and prints its result. */
export async function runRestoreCommand(context: CommandContext, call: RestoreCall): Promise<Ending> {
  const { command, flags, detailed = false } = call;
  const { baseUrl, timeout, workers, fromSnapshot } = flags;
  const config = await sessionConfig(context, {
    baseUrl,
    timeout,
    workers,
    snapshotDest: flags.dest,
    snapshotEndpoint: flags.endpoint,
    snapshotIdentity: flags.identity,
  });
  if (fromSnapshot !== undefined) requirePlace(config);
  const task = call.task(config);
  const instance = await sessionInstance(context, config);
  const undo = task.kind === "undo" || (task.kind === "apply" && task.plan.options.undo !== null);
  const show = { detailed, undo };
  const about = { command, destination: instance.baseUrl, db: config.db, flags, show };
  if (!Consent.isPossible(context, about)) await requireEarlier(context, { config, instance, task });
  const consent = new Consent(context, about);
  using planOut = flags.planOut === undefined ? null : await planFile(flags.planOut, config);
  if (task.kind === "drill" && flags.dryRun !== true) consent.toDrill(task.sample);
  let gauges = (): Gauges => ({ ...IDLE, allowed_in_flight: config.workers });
  using progress = shown(context, { workers: config.workers, gauges: () => gauges() });
  let stamp: string | null = null;
  const place = (about: Partial<RestoreSummary>): SamePlace => samePlace(context, flags, { ...about, stamp });
  const summary = await resumable(progress, { ...call, place }, {
    context,
    config,
    instance,
    command,
    task,
    to: flags.to,
    ...fromSnapshot !== undefined && { fromSnapshot },
    dryRun: flags.dryRun === true || planOut !== null,
    ...planOut !== null && { planOut },
    onGauges: (source) => void (gauges = source),
    onSnapshot: (found) => void (stamp = found),
    consent: (plan) =>
      consent.to(plan, (question) => progress.aside(question)) && (consent.wasAsked ? "asked" : true),
  });
  consent.requireGiven();
  planOut?.finish({ ...summary, command }, show);
  // The question has already shown the changes.
  return sayRestore(
    context,
    { ...summary, command, ...flags.planOut !== undefined && { plan_file: flags.planOut } },
    { ...show, detailed: detailed && !consent.wasAsked, place: place(summary) },
  );
}

/**
 * Checks that there is something to resume, undo or retry, before a missing `--yes` is reported. @throws {UsageError}
 */
async function requireEarlier(
  context: CommandContext,
  { config, instance, task }: Pick<RestoreRequest, "config" | "instance" | "task">,
): Promise<void> {
  if (task.kind !== "resume" && task.kind !== "undo" && task.kind !== "retry") return;
  const { fileSize } = await import("../../../vault/file_size.ts");
  if (fileSize(config.db) === null) return;
  const [{ readVault }, { toResume, toUndo }, { deadLettersByRestore }] = await Promise.all([
    import("../../open_vault.ts"),
    import("./stored_restores.ts"),
    import("./restore_dead_letters.ts"),
  ]);
  await readVault(context, { config }, (vault) => {
    if (task.kind === "resume") toResume(vault, task.session);
    else if (task.kind === "undo") toUndo(vault, task.session);
    else deadLettersByRestore(vault, { letter: task.letter, configured: instance.baseUrl });
  });
}

/** Creates the plan file, before the first request to Looker. */
async function planFile(path: string, { db }: Config): Promise<
  Disposable & NonNullable<RestoreRequest["planOut"]> & {
    finish: (summary: RestoreSummary, show: PlanShow) => void;
  }
> {
  const { PlanOutput } = await import("./plan_output.ts");
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

/** Runs the restore. If it fails after the first write, prints how to resume it. */
async function resumable(
  progress: ShownRestore,
  { restore, place }: RestoreCall & { place: (about: Partial<RestoreSummary>) => SamePlace },
  request: Omit<RestoreRequest, "sink">,
): Promise<RestoreSummary> {
  const { context } = request;
  let begun: string | null = null, options = "", wrote = false;
  const sink = (event: RestoreEvent): void => {
    if (event.event === "started") {
      begun = event.session_id;
      options = place(event).source;
    }
    if (event.event === "item_started") wrote = true;
    progress.sink(event);
  };
  try {
    return await restore({ ...request, sink });
  } catch (error) {
    if (wrote && begun !== null) {
      context.log.warning(
        `The restore stopped before its end. Resume it with \`lookervault restore resume ${begun}${options}\``,
      );
    }
    throw error;
  }
}

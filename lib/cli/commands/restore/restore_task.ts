/**
 * The request of a `restore` command to the layers below, which are loaded only when they are needed.
 *
 * @module
 */
import type { Instance } from "../../../config/instance.ts";
import type { Config } from "../../../config/load.ts";
import type { Gauges } from "../../../extract/events.ts";
import type { ReplaceFilter } from "../../../inspect/search/replaceable.ts";
import type { RestorePlan } from "../../../restore/plan/model.ts";
import type { PinnedPlan, PlanDocument } from "../../../restore/plan/plan_document.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import type { Agreement } from "../../../restore/restore_request.ts";
import type { RestoreSink } from "../../../restore/restore_request.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import type { CommandContext } from "../../command_context.ts";
import type { RestoreTimes } from "./restore_times.ts";

/** Which items a command selects. */
export type Scope = RestoreOptions["scope"];

/** The options that control how a restore runs. */
export type HowToRun = Pick<
  RestoreOptions,
  | "workers"
  | "maxRetries"
  | "rateLimit"
  | "checkpointInterval"
  | "allowIncomplete"
  | "allowAdmin"
  | "allowSignIn"
>;

/** The options that are given again when a restore continues. The others are those of the earlier restore. */
export type Tuning = Partial<HowToRun>;

/** The task of a restore. A null `session` means the newest, and a null `letter` means all dead letters. */
export type RestoreTask =
  /** Restores items. Names are as typed, and the times are separate from the options. */
  | { kind: "restore"; options: RestoreOptions; times: RestoreTimes }
  /** Replaces names in the items that use them. `options` has the names. */
  | { kind: "replace"; filter: ReplaceFilter; options: RestoreOptions }
  /** Undoes what a restore changed. `options` selects everything. */
  | { kind: "undo"; session: string | null; options: RestoreOptions }
  | { kind: "resume"; session: string | null; tuning: Tuning }
  | { kind: "retry"; letter: number | null; tuning: Tuning }
  /** Applies exactly the plan of a file. */
  | { kind: "apply"; plan: PinnedPlan; options: HowToRun }
  /** Restores a random sample of dashboards and looks into a scratch folder, compares the copies, and removes them. */
  | { kind: "drill"; sample: number; options: HowToRun };

/** A restore that is ready to run. */
export interface RestoreRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  /** The name of the command, such as `restore single` or `restore undo`. */
  command: string;
  task: RestoreTask;
  /** The reference of the snapshot that is the source instead of the vault, as typed. */
  fromSnapshot?: string;
  /** The value of `--to`, as typed. */
  to: string | undefined;
  dryRun: boolean;
  /** The output of the plan. The files may be written even in a dry run. */
  planOut?: { files: readonly string[]; onPlan: (plan: PlanDocument) => void };
  sink: RestoreSink;
  /** Receives the function that returns the run's gauges. */
  onGauges: (gauges: () => Gauges) => void;
  /** Receives the timestamp of the snapshot that is the source, before the restore starts. */
  onSnapshot?: (stamp: string) => void;
  /** Receives the plan before anything is written. False stops the restore. */
  consent: (plan: RestorePlan) => Agreement;
}

/** Runs a restore, or only plans it. */
export type RunRestore = (request: RestoreRequest) => Promise<RestoreSummary>;

/**
 * The calls of the `restore` commands to the layers below, loaded when they are needed.
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

/** Which items a command is about. */
export type Scope = RestoreOptions["scope"];

/** The part of the options that says how a restore runs. */
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

/** The options that are set again for a restore; the rest is as it was asked before. */
export type Tuning = Partial<HowToRun>;

/** What is to be done. Sessions and letters are null for the newest, or for all. */
export type RestoreTask =
  /** Names are as they were typed, times beside the options. */
  | { kind: "restore"; options: RestoreOptions; times: RestoreTimes }
  /** Replaces names in what uses them; `options` say which, and how. */
  | { kind: "replace"; filter: ReplaceFilter; options: RestoreOptions }
  /** Undoes what a restore changed; `options` speak of everything. */
  | { kind: "undo"; session: string | null; options: RestoreOptions }
  | { kind: "resume"; session: string | null; tuning: Tuning }
  | { kind: "retry"; letter: number | null; tuning: Tuning }
  /** Exactly the plan of a file. */
  | { kind: "apply"; plan: PinnedPlan; options: HowToRun }
  /** Restores so many dashboards and looks, chosen at random, into a scratch folder, compares, and clears away. */
  | { kind: "drill"; sample: number; options: HowToRun };

/** A restore, ready to run. */
export interface RestoreRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  /** `restore single`, `restore undo`, ... */
  command: string;
  task: RestoreTask;
  /** The copy that is the source instead of the vault, as it was typed. */
  fromSnapshot?: string;
  /** `--to`, as typed. */
  to: string | undefined;
  dryRun: boolean;
  /** Where the plan of a dry run goes: a file that may be written though nothing else is. */
  planOut?: { files: readonly string[]; onPlan: (plan: PlanDocument) => void };
  sink: RestoreSink;
  /** Is told where the run's numbers can be asked. */
  onGauges: (gauges: () => Gauges) => void;
  /** Shown the plan before anything is written; false stops the restore. */
  consent: (plan: RestorePlan) => Agreement;
}

/** Runs a restore, or plans it. */
export type RunRestore = (request: RestoreRequest) => Promise<RestoreSummary>;

/**
 * What a restore works with, and the seams between it and the command line.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Connection } from "../looker/connect.ts";
import type { Vault } from "../vault/vault.ts";
import type { RestoreSink } from "./restore_events.ts";
import type { RestorePlan } from "./plan/model.ts";

/** What a restore works with. */
export interface RestoreDeps {
  /** To the destination. */
  connection: Connection;
  vault: Vault;
  clock: Clock;
  sink: RestoreSink;
  signal: AbortSignal;
  lookervaultVersion: string;
  /** The person at this machine. */
  hostUser: string | null;
  /** Shown the plan before anything is written; false stops the restore. */
  consent: (plan: RestorePlan) => Agreement;
}

/** Whether a plan is agreed to; `asked` where a person said so, who took their time. */
export type Agreement = boolean | "asked";

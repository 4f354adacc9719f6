/**
 * The request of a restore, its dependencies and its events: the interface between a restore and the command line.
 *
 * @module
 */
import type { ItemRef } from "../looker/item_ref.ts";
import type { Clock } from "../base/clock.ts";
import type { Connection } from "../looker/connect.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { UseMapping } from "../looker/uses/mapping.ts";
import type { Vault } from "../vault/vault.ts";
import type { Action, RestorePlan } from "./plan/model.ts";
import type { RestoreStatus } from "./restore_summary.ts";

/** What a restore works with. */
export interface RestoreDeps {
  /** The connection to the destination. */
  connection: Connection;
  vault: Vault;
  clock: Clock;
  sink: RestoreSink;
  signal: AbortSignal;
  lookervaultVersion: string;
  /** The user who runs the command on this machine. */
  hostUser: string | null;
  /** Receives the plan before anything is written. If it returns false, the restore stops. */
  consent: (plan: RestorePlan) => Agreement;
}

/** Whether a plan is confirmed; `asked` if a user confirmed it interactively, which may have taken long. */
export type Agreement = boolean | "asked";

/** One event. Ids and names are those in the backup. */
export type RestoreEvent =
  | { event: "started"; session_id: string | null; source: string; destination: string; db: string }
  /** The destination is being read; `types` are the types that are read completely. */
  | { event: "reading"; types: ContentType[]; items: number }
  /** Progress of the reading, in items of the types that are read completely. */
  | { event: "read"; type: ContentType; items: number }
  /** The plan is complete: the number of items by action, and the number of requests it takes. */
  | { event: "planned"; actions: Record<Action, number>; calls: number }
  | { event: "item_started"; type: ContentType; id: string; name: string | null; action: Action }
  /** An item is finished. */
  | {
    event: "item_done";
    type: ContentType;
    id: string;
    name: string | null;
    result: "created" | "updated" | "undeleted" | "skipped" | "failed";
    message: string | null;
  }
  | { event: "checkpoint"; done: number; of: number }
  | { event: "retry"; operation: string; attempt: number; status: number | null; reason: string }
  | { event: "paused"; wait_ms: number; status: number }
  | { event: "warning"; message: string }
  | { event: "interrupting" }
  | { event: "finished"; status: RestoreStatus };

/** Handles the events of a restore. */
export type RestoreSink = (event: RestoreEvent) => void;

/** Which items of the backup are selected. */
export interface Selection {
  /** One item, all of a type, everything, or a list of items, which no filter narrows. */
  scope:
    | { kind: "single"; type: ContentType; id: string }
    | { kind: "bulk"; type: ContentType }
    | { kind: "all" }
    | { kind: "items"; items: readonly ItemRef[] };
  /** The state of the backup at this time (ISO 8601 UTC); null for the newest. */
  at: string | null;
  /** Items whose state at another time (ISO 8601 UTC) is restored, by `type/id`; absent for none. */
  times?: Readonly<Record<string, string>>;
  /** Whether to restore what the selected items need and the destination lacks. */
  withDependencies: boolean;
  /** Only folders with these ids, their descendants, and the content of all of them; empty for no limit. */
  folders: readonly string[];
  /** Only items of these owners: ids or email addresses. */
  owners: readonly string[];
  /** Only items with these ids. */
  ids: readonly string[];
  updatedAfter: string | null;
  updatedBefore: string | null;
  /** Only these types; empty for all. */
  only: readonly ContentType[];
  exclude: readonly ContentType[];
  /** Whether to restore only access lists. */
  accessOnly?: boolean;
}

/** All options that decide what a restore does. */
export interface RestoreOptions extends Selection {
  /** Whether to skip items that were changed in Looker after the backup. */
  skipIfModified: boolean;
  /** Owner in the backup → owner in the destination. */
  ownerMap: Readonly<Record<string, string>>;
  /** The owner of items whose owner is missing from the destination; null for the API user. */
  defaultOwner: string | null;
  /** Whether a result that lacks a part of the backup counts as complete. */
  allowIncomplete: boolean;
  /** Whether the restore may make a user an Admin. Never read from the record of an earlier restore. */
  allowAdmin: boolean;
  /** Whether the restore may change how users sign in. Never read from the record of an earlier restore. */
  allowSignIn?: boolean;
  /** Whether to enable schedules and alerts again, as the last step. Looker then sends mail. */
  enableSchedules: boolean;
  /** Whether to correct links in other items to old ids of items that get new ids. Only the links change. */
  fixLinks: boolean;
  /** Only these parts of the item, as `--part` names them: `tile "Revenue"`. Absent for the entire item. */
  parts?: readonly string[];
  /** Whether to restore the schedules, alerts and board positions of the restored items too. */
  withDependents?: boolean;
  /** The folder of the destination into which everything is restored: its id, name or path. */
  intoFolder?: string;
  /** The maximum number of concurrent writes. */
  workers: number;
  maxRetries: number;
  /** The maximum number of requests per second. */
  rateLimit?: number;
  /** The number of items between two checkpoints. */
  checkpointInterval: number;
  /** The id of the restore to undo; null to restore from the backup. */
  undo: string | null;
  /** The timestamp of the snapshot that is the source instead of the vault. */
  fromSnapshot?: string;
  /** Names and their replacements, applied to everything that is restored; absent for none. */
  mapping?: UseMapping;
  /** Whether the source is the current state of Looker, with the names replaced, instead of the backup. */
  live?: boolean;
}

/**
 * The request of a restore, its dependencies and its events: the interface between it and the command line.
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

/** Whether a plan is confirmed; `asked` where a person said so, who took their time. */
export type Agreement = boolean | "asked";

/** One event. Ids and names are those of the backup. */
export type RestoreEvent =
  | { event: "started"; session_id: string | null; source: string; destination: string; db: string }
  /** The destination is being read; `types` are those that are read whole. */
  | { event: "reading"; types: ContentType[]; items: number }
  /** Progress of the reading, in items of the types that are read whole. */
  | { event: "read"; type: ContentType; items: number }
  /** The plan stands: how many items, by action, and how many requests it takes. */
  | { event: "planned"; actions: Record<Action, number>; calls: number }
  | { event: "item_started"; type: ContentType; id: string; name: string | null; action: Action }
  /** An item is through; `different` when reading it back showed a difference. */
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

/** Takes the events of a restore. */
export type RestoreSink = (event: RestoreEvent) => void;

/** Which items of the backup are selected. */
export interface Selection {
  /** One item, all of a type, everything, or items named one by one (which no filter narrows down). */
  scope:
    | { kind: "single"; type: ContentType; id: string }
    | { kind: "bulk"; type: ContentType }
    | { kind: "all" }
    | { kind: "items"; items: readonly ItemRef[] };
  /** The state of the backup at this time (ISO 8601 UTC); null for the newest. */
  at: string | null;
  /** What the selected items need, as far as the destination lacks it. */
  withDependencies: boolean;
  /** Only folders with these ids, all below them, and what is in them; empty for no such limit. */
  folders: readonly string[];
  /** Only items of these owners: ids or e-mail addresses. */
  owners: readonly string[];
  /** Only items with these ids. */
  ids: readonly string[];
  updatedAfter: string | null;
  updatedBefore: string | null;
  /** Only these types; empty for all. */
  only: readonly ContentType[];
  exclude: readonly ContentType[];
  /** Only access lists. */
  accessOnly?: boolean;
}

/** Everything else that decides what a restore does. */
export interface RestoreOptions extends Selection {
  /** Skips what was changed in Looker after the backup. */
  skipIfModified: boolean;
  /** Owner of the backup → owner in the destination. */
  ownerMap: Readonly<Record<string, string>>;
  /** Who owns what has no owner in the destination; null for the API user. */
  defaultOwner: string | null;
  /** A result that lacks a part which the backup has counts as complete all the same. */
  allowIncomplete: boolean;
  /** Somebody may become Admin by the restore. Never taken from the record of a former restore. */
  allowAdmin: boolean;
  /** How people sign in may be changed. Never taken from the record of a former restore. */
  allowSignIn?: boolean;
  /** Plans and alerts are enabled again, last of all. Looker sends mail then. */
  enableSchedules: boolean;
  /** Other items whose texts link to old ids of what gets new ones are corrected, too: only their links. */
  fixLinks: boolean;
  /** Only these parts of the one item, as `--part` names them: `tile "Revenue"`; absent for all of it. */
  parts?: readonly string[];
  /** The schedules, alerts and board places of what is restored, too. */
  withDependents?: boolean;
  /** The folder of the destination below which everything is restored: its id, its name or its path. */
  intoFolder?: string;
  /** Writes in flight. */
  workers: number;
  maxRetries: number;
  /** Requests a second at most. */
  rateLimit?: number;
  /** Items between two checkpoints. */
  checkpointInterval: number;
  /** Undoes what the restore with this id changed, instead of the backup. */
  undo: string | null;
  /** The snapshot that is the source, instead of the vault: its timestamp. */
  fromSnapshot?: string;
  /** Names that others take the place of, in all that is restored; absent for none. */
  mapping?: UseMapping;
  /** What is wanted is Looker as it is, with the names replaced, instead of the backup. */
  live?: boolean;
}

/**
 * What a restore tells while it runs.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { Action } from "./plan/model.ts";
import type { RestoreStatus } from "./restore_summary.ts";

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
  | { event: "paused"; wait_ms: number }
  | { event: "warning"; message: string }
  | { event: "interrupting" }
  | { event: "finished"; status: RestoreStatus };

/** Takes the events of a restore. */
export type RestoreSink = (event: RestoreEvent) => void;

/**
 * The options, events and results of a push, and the state that its steps share.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Manifest } from "./manifest.ts";
import type { Span } from "./span.ts";
import type { SpoolPlace } from "./spool_place.ts";
import type { Store } from "./store.ts";

/** The progress of a push, in bytes. */
export type PushEvent =
  | { event: "waiting" }
  | { event: "copying"; read: number; total: number }
  | { event: "uploading"; sent: number; total: number | null };

/** The options of a push. */
export interface PushRequest {
  /** The path of the vault. */
  path: string;
  store: Store;
  /** The recipients to encrypt to. If empty, the snapshot is not encrypted. */
  recipients: readonly string[];
  /** How long nobody can remove the snapshot; null for the store's own rules. */
  lock: Span | null;
  /** The version of this program. */
  version: string;
  clock: Clock;
  signal: AbortSignal;
  sink: (event: PushEvent) => void;
  /** The preferred size of a part, in bytes. The store's limits can change it. */
  partBytes?: number;
}

/** A snapshot that was pushed. */
export interface Pushed {
  folder: string;
  stamp: string;
  manifest: Manifest;
  /** The location of the snapshot, for users. */
  location: string;
  lockedUntil: string | null;
  /** Whether an interrupted push had started this one. */
  wasInterrupted: boolean;
}

/** The result of a push. */
export interface PushResult {
  /** Sorted, the newest last. The first can be a snapshot that an interrupted push had started. */
  pushed: Pushed[];
  warnings: string[];
}

/** A push that is running. */
export interface PushJob extends PushRequest {
  place: SpoolPlace;
  warnings: string[];
  folder: string;
  instance: string;
}

/**
 * What a push is asked, what it tells, and what its steps share.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Manifest } from "./manifest.ts";
import type { Span } from "./span.ts";
import type { SpoolPlace } from "./spool_place.ts";
import type { Store } from "./store.ts";

/** What a push tells on its way. Bytes. */
export type PushEvent =
  | { event: "waiting" }
  | { event: "copying"; read: number; total: number }
  | { event: "uploading"; sent: number; total: number | null };

/** What is asked for. */
export interface PushRequest {
  /** The vault's path. */
  path: string;
  store: Store;
  /** Whom the copy is encrypted to; none: it is not encrypted. */
  recipients: readonly string[];
  /** How long nobody may remove it; null: as long as the store's own rules say. */
  lock: Span | null;
  /** This program's. */
  version: string;
  clock: Clock;
  signal: AbortSignal;
  sink: (event: PushEvent) => void;
  /** Bytes of a part, near which the store's are chosen. */
  partBytes?: number;
}

/** A copy that was pushed. */
export interface Pushed {
  folder: string;
  stamp: string;
  manifest: Manifest;
  /** Where it is, for people. */
  location: string;
  lockedUntil: string | null;
  /** It was begun by a push that was interrupted. */
  wasInterrupted: boolean;
}

/** What a push came to. */
export interface PushResult {
  /** The newest last; the first may be one that an interrupted push had begun. */
  pushed: Pushed[];
  warnings: string[];
}

/** A push under way. */
export interface PushJob extends PushRequest {
  place: SpoolPlace;
  warnings: string[];
  folder: string;
  instance: string;
}

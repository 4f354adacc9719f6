/**
 * Going on with a run that was interrupted: finished types are left alone, and within a type what is stored is not read again.
 *
 * @module
 */
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { type CapturedItem, capturedItems } from "../vault/content.ts";
import { type Checkpoint, newestSession, sessionCheckpoints, type StoredSession } from "../vault/sessions.ts";
import type { Vault } from "../vault/vault.ts";
import type { ExtractOptions } from "./options.ts";

/** An interrupted run, as far as it came. */
export interface Interrupted {
  session: StoredSession;
  /** Types that are through, and whole. */
  done: ReadonlyMap<ContentType, Checkpoint>;
  /** The other types, as far as they came. */
  begun: ReadonlyMap<ContentType, BegunType>;
}

/** A type that was interrupted: what of it is stored, and the calls that took. */
export interface BegunType {
  captured: ReadonlyMap<string, CapturedItem>;
  calls: number;
}

/** States of a session that never came to its end: killed, stopped, or failed as a whole. */
const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/**
 * The interrupted run that `options` would go on with: only the newest run of all, and only when it was asked for the same.
 * Null when there is none, or when it stored nothing.
 */
export function findInterrupted(vault: Vault, options: ExtractOptions): Interrupted | null {
  const session = newestSession(vault);
  if (session === null || !UNFINISHED.has(session.status)) return null;
  if (fingerprint(session.options) !== fingerprint(options)) return null;
  const checkpoints = new Map(
    sessionCheckpoints(vault, session.id).map((checkpoint) => [checkpoint.type, checkpoint]),
  );
  const done = new Map<ContentType, Checkpoint>();
  const begun = new Map<ContentType, BegunType>();
  for (const type of options.types) {
    const checkpoint = checkpoints.get(typeCode(type));
    if (checkpoint?.state === "done" && checkpoint.complete) done.set(type, checkpoint);
    else {begun.set(type, {
        captured: capturedItems(vault, typeCode(type), session),
        calls: checkpoint?.calls ?? 0,
      });}
  }
  const stored = done.size > 0 || [...begun.values()].some(({ captured }) => captured.size > 0);
  return stored ? { session, done, begun } : null;
}

/** What must be the same for one run to go on with another: what is read, not how fast. */
export function fingerprint(options: unknown): string {
  const { types, folders, recursive, noTrash, noUserValues, incremental } = options as Partial<
    ExtractOptions
  >;
  return JSON.stringify([
    [...types ?? []].sort(),
    [...folders ?? []].sort(),
    recursive,
    noTrash,
    noUserValues,
    incremental,
  ]);
}

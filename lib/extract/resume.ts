/**
 * Resuming a run that was interrupted: finished types are left unchanged, and within a type what is stored is not read again.
 *
 * @module
 */
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { countCaptured } from "../vault/captured.ts";
import { type Checkpoint, newestSession, sessionCheckpoints, type StoredSession } from "../vault/sessions.ts";
import type { Vault } from "../vault/vault.ts";
import { type PartialType, partialType } from "./partial_type.ts";
import { checkpointMismatch } from "./checkpoint_mismatch.ts";
import type { ExtractOptions } from "./options.ts";

/** An interrupted run, as far as it came. */
export interface Interrupted {
  session: StoredSession;
  /** Types that are through, and whole. */
  done: ReadonlyMap<ContentType, Checkpoint>;
  /** The other types, as far as they came. */
  partial: ReadonlyMap<ContentType, PartialType>;
}

/** States of a session that never came to its end: killed, stopped, or failed as a whole. */
const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/** What {@linkcode findInterrupted} found. */
export interface Found {
  /** The run to resume, or null. */
  interrupted: Interrupted | null;
  /** Why an interrupted run that is there cannot be resumed, though it might have been asked for the same. */
  unreadable: string | null;
}

/**
 * The interrupted run that `options` would resume: only the newest run of all, and only when it was asked for the same.
 * None when it stored nothing.
 */
export function findInterrupted(vault: Vault, options: ExtractOptions): Found {
  const session = newestSession(vault);
  if (session === null || !UNFINISHED.has(session.status)) return { interrupted: null, unreadable: null };
  const asked = fingerprint(session.options);
  if (asked === null) {
    const when = session.startedAt.slice(0, 16);
    return {
      interrupted: null,
      unreadable: `The record of the interrupted run of ${when}Z is damaged: its options cannot be read`,
    };
  }
  if (asked !== fingerprint(options)) return { interrupted: null, unreadable: null };
  return { interrupted: asFarAsItCame(vault, session, options.types), unreadable: null };
}

function asFarAsItCame(
  vault: Vault,
  session: StoredSession,
  types: readonly ContentType[],
): Interrupted | null {
  const checkpoints = new Map(
    sessionCheckpoints(vault, session.id).map((checkpoint) => [checkpoint.type, checkpoint]),
  );
  const counts = countCaptured(vault, session.id);
  const done = new Map<ContentType, Checkpoint>();
  const partial = new Map<ContentType, PartialType>();
  for (const type of types) {
    const code = typeCode(type);
    const checkpoint = checkpoints.get(code);
    const doubt = checkpointMismatch(checkpoint, counts.get(code) ?? 0);
    if (doubt === null && checkpoint?.state === "done" && checkpoint.complete) done.set(type, checkpoint);
    else partial.set(type, partialType(vault, session, { type, calls: checkpoint?.calls ?? 0, doubt }));
  }
  const stored = done.size > 0 ||
    [...partial.values()].some(({ captured, parts }) => captured.size + parts.size > 0);
  return stored ? { session, done, partial } : null;
}

/** What must be the same for one run to resume another: what is read, not how fast. Null for what is no options. */
export function fingerprint(options: unknown): string | null {
  if (typeof options !== "object" || options === null) return null;
  const { types, folders, recursive, noTrash, noUserValues, incremental, keepPublicLinks } =
    options as Partial<
      Record<keyof ExtractOptions, unknown>
    >;
  if (!Array.isArray(types) || !Array.isArray(folders)) return null;
  return JSON.stringify([
    types.toSorted(),
    folders.toSorted(),
    recursive,
    noTrash,
    noUserValues,
    incremental,
    ...(keepPublicLinks === true ? ["public links"] : []),
  ]);
}

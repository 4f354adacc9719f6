/**
 * Finds an interrupted run that can be resumed. Its finished types are left unchanged, and the stored items of the
 * other types are not read again.
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

/** An interrupted run with its progress. */
export interface Interrupted {
  session: StoredSession;
  /** Types that are finished and complete. */
  done: ReadonlyMap<ContentType, Checkpoint>;
  /** The other types, with their progress. */
  partial: ReadonlyMap<ContentType, PartialType>;
}

/** States of a session that did not finish: killed, stopped, or failed as a whole. */
const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/** The result of {@linkcode findInterrupted}. */
export interface Found {
  /** The run to resume, or null. */
  interrupted: Interrupted | null;
  /** Why an existing interrupted run cannot be resumed, although it may have had the same options; null otherwise. */
  unreadable: string | null;
}

/**
 * Returns the interrupted run that `options` would resume: only the newest run, and only if it had the same options and
 * stored something.
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

/**
 * Returns the options that must be equal for one run to resume another: those that decide what is read, not how fast.
 * Null if `options` are not options of a run.
 */
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

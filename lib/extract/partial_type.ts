/**
 * A type that an interrupted run has begun.
 *
 * @module
 */
import { REGISTRY } from "../looker/content_types.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { partsOf } from "../vault/capture_parts.ts";
import { type CapturedRow, capturedRows } from "../vault/captured.ts";
import { hasTypeErrors, type StoredSession } from "../vault/sessions.ts";
import type { Vault } from "../vault/vault.ts";

/** The progress of a type in an interrupted run. */
export interface PartialType {
  /** The items that are stored. */
  captured: ReadonlyMap<string, CapturedRow>;
  /** Data that was read before the items it belongs to. */
  parts: ReadonlyMap<string, Uint8Array>;
  /** Requests sent for the type. */
  calls: number;
  /** Why the stored data is not trusted and the type starts again; null if the type can be resumed. */
  doubt: string | null;
}

/** Returns the progress of an unfinished type. If it is in doubt, its items are included but not marked as complete. */
export function partialType(
  vault: Vault,
  session: StoredSession,
  { type, calls, doubt }: { type: ContentType; calls: number; doubt: string | null },
): PartialType {
  const code = typeCode(type);
  const captured = capturedRows(vault, code, session);
  // The vault does not record which attributes lack values, so the run reads all of them again.
  const lacking = REGISTRY[type].isReadAcross === true && hasTypeErrors(vault, session.id, code);
  if (doubt !== null || lacking) { for (const row of captured.values()) row.whole = false; }
  return { captured, parts: doubt === null ? partsOf(vault, session.id, code) : new Map(), calls, doubt };
}

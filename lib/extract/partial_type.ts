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

/** How far a type came. */
export interface PartialType {
  /** What of it is stored. */
  captured: ReadonlyMap<string, CapturedRow>;
  /** What of it was read ahead of items. */
  parts: ReadonlyMap<string, Uint8Array>;
  /** The calls that took. */
  calls: number;
  /** Why nothing of it is trusted and the type starts again; null when it goes on. */
  doubt: string | null;
}

/** How far a type came that is not through. What is in doubt is there, but not taken for whole. */
export function partialType(
  vault: Vault,
  session: StoredSession,
  { type, calls, doubt }: { type: ContentType; calls: number; doubt: string | null },
): PartialType {
  const code = typeCode(type);
  const captured = capturedRows(vault, code, session);
  // Which attributes lack the values of users that could not be read is not known: all are read again.
  const lacking = REGISTRY[type].isReadAcross === true && hasTypeErrors(vault, session.id, code);
  if (doubt !== null || lacking) { for (const row of captured.values()) row.whole = false; }
  return { captured, parts: doubt === null ? partsOf(vault, session.id, code) : new Map(), calls, doubt };
}

/**
 * What the vault knows of restores: opens it, asks, closes it.
 *
 * @module
 */
import {
  type DeadLetterFilter,
  type DeadLetterRecord,
  type FullDeadLetter,
  type MappingFilter,
  type MappingRecord,
  notQueued,
  type Page,
  queuedDeadLetter,
  queuedDeadLetters,
  recordedMappings,
  restoreSessions,
  type SessionRecord,
} from "../inspect/restorations.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { clearDeadLetters } from "../vault/dead_letters.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { openVaultForReading, openVaultForWriting } from "../vault/open.ts";
import type { ClearHost } from "./commands/restore/records.ts";

/** The restores, the newest first; with an id, or the beginning of one, only that. */
export function sessions(path: string, id: string | null): SessionRecord[] {
  using vault = openVaultForReading(path);
  return restoreSessions(vault, id);
}

/** The failures in the queue that pass the filter. */
export function letters(path: string, filter: DeadLetterFilter): Page<DeadLetterRecord> {
  using vault = openVaultForReading(path);
  return queuedDeadLetters(vault, filter);
}

/** One failure with all that is known of it. */
export function letter(path: string, id: number): FullDeadLetter {
  using vault = openVaultForReading(path);
  return queuedDeadLetter(vault, id);
}

/** The recorded translations of ids that pass the filter. */
export function mappings(path: string, filter: MappingFilter): Page<MappingRecord> {
  using vault = openVaultForReading(path);
  return recordedMappings(vault, filter);
}

/**
 * Empties the queue, or takes one failure out; how many went.
 *
 * @throws {NotInVaultError} when there is none of that number.
 */
export async function clear(
  path: string,
  id: number | null,
  { clock, hostUser, opened }: ClearHost,
): Promise<number> {
  using vault = openVaultForWriting(path, {
    clock,
    types: CONTENT_TYPES,
    forms: CANONICAL_FORMS,
    hostUser,
    create: false,
  });
  await opened();
  const cleared = vault.withTransaction(() => clearDeadLetters(vault, id));
  if (cleared === 0 && id !== null) throw notQueued(vault, id);
  return cleared;
}

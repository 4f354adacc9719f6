/**
 * The versions that the vault holds of an item.
 *
 * @module
 */
import { type Author, Authors, type RunsAround } from "../live/authors.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { ReadProperty } from "../looker/told_by.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { authorOf, readerOf } from "./changed_by.ts";
import { NotInVaultError } from "./errors.ts";

/** One version, as `history --json` gives it. Times are ISO 8601 UTC, sizes bytes of MessagePack. */
export interface VersionRow {
  valid_from: string;
  /** Null for the version that is there. */
  valid_to: string | null;
  /** Whether the item was gone from Looker then, rather than changed. */
  deleted: boolean;
  name: string | null;
  updated_at: string | null;
  content_size: number;
  session_id: string;
  trashed: boolean;
  /** Who made this version, and between which runs. */
  by: Author | null;
  between: RunsAround;
  /** Between which runs the item went from Looker; null where this version ended otherwise. */
  gone_between: RunsAround | null;
}

/**
 * All versions of an item, the newest first.
 *
 * @throws {NotInVaultError} when the vault never held it.
 */
export function itemHistory(vault: Vault, type: ContentType, id: string): VersionRow[] {
  const versions = versionsOf(vault, typeCode(type), id);
  if (versions.length === 0) {
    throw new NotInVaultError(
      `Cannot tell the history of ${type} ${id}: the vault ${vault.path} never held it`,
      {
        hint: `\`lookervault list ${type}\` shows which there are.`,
      },
    );
  }
  const authors = new Authors(vault);
  const read = (at: string | null): ReadProperty | null =>
    at === null ? null : readerOf(vault, { type, id, at });
  return versions.map(({ validFrom, validTo, gone, name, updatedAt, size, sessionId, trashed }, i) => ({
    valid_from: validFrom,
    valid_to: validTo,
    deleted: gone,
    name,
    updated_at: updatedAt,
    content_size: size,
    session_id: sessionId,
    trashed,
    by: authorOf(authors, {
      type,
      id,
      change: { from: versions[i + 1]?.validFrom ?? null, to: validFrom, seen: validFrom },
      read,
    }),
    between: authors.runsAround(type, validFrom),
    gone_between: gone && validTo !== null ? authors.runsAround(type, validTo) : null,
  }));
}

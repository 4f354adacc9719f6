/**
 * Lists the versions of an item in the vault.
 *
 * @module
 */
import { type Author, Authors, type RunsAround } from "../live/authors.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { ReadProperty } from "../looker/told_by.ts";
import { itemChains } from "../vault/item_chain.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { authorOf, readerOf } from "./changed_by.ts";
import { NotInVaultError } from "./errors.ts";

/** One version, as in the output of `history --json`. Times are ISO 8601 UTC, sizes are bytes of MessagePack. */
export interface VersionRow {
  /** The id that the item had at that time. */
  id: string;
  valid_from: string;
  /** Null for the current version. */
  valid_to: string | null;
  /** Whether the version ended because the item was deleted in Looker, not because it was changed. */
  deleted: boolean;
  name: string | null;
  updated_at: string | null;
  content_size: number;
  session_id: string;
  trashed: boolean;
  /** Who created this version, and between which runs. */
  by: Author | null;
  between: RunsAround;
  /** The runs between which the item was deleted; null if this version ended otherwise. */
  gone_between: RunsAround | null;
}

/** The versions of an item, under all ids that it has had. */
export interface ItemHistory {
  /** Sorted, the newest first. */
  versions: VersionRow[];
  /** The restores that created the item again under a new id, the newest first. */
  restored: RestoredAs[];
}

/** A restore that created an item again. */
export interface RestoredAs {
  from: string;
  to: string;
  session_id: string | null;
  /** ISO 8601 UTC. */
  at: string;
}

/**
 * Returns all versions of an item, the newest first: under the requested id, and under the ids that it had before or
 * after restores to the same instance.
 *
 * @throws {NotInVaultError} if the vault has never had the item
 */
export function itemHistory(vault: Vault, type: ContentType, id: string): ItemHistory {
  const chains = itemChains(vault);
  const steps = [...chains.before(type, id), ...chains.after(type, id)];
  const ids = new Set([id, ...steps.flatMap(({ from, to }) => [from, to])]);
  const authors = new Authors(vault);
  const versions = [...ids].flatMap((each) => versionRows(vault, authors, { type, id: each }));
  if (versions.length === 0) {
    throw new NotInVaultError(
      `Cannot show the history of ${type} ${id}: the vault ${vault.path} has no version of it`,
      {
        hint: `Choose an id from \`lookervault list ${type}\`.`,
      },
    );
  }
  versions.sort((a, b) => a.valid_from < b.valid_from ? 1 : a.valid_from > b.valid_from ? -1 : 0);
  const restored = steps.map(({ from, to, sessionId, at }) => ({ from, to, session_id: sessionId, at }));
  return { versions, restored: restored.sort((a, b) => a.at < b.at ? 1 : -1) };
}

/** Returns the versions under one id, the newest first. */
function versionRows(
  vault: Vault,
  authors: Authors,
  { type, id }: { type: ContentType; id: string },
): VersionRow[] {
  const versions = versionsOf(vault, typeCode(type), id);
  const read = (at: string | null): ReadProperty | null =>
    at === null ? null : readerOf(vault, { type, id, at });
  return versions.map(({ validFrom, validTo, gone, name, updatedAt, size, sessionId, trashed }, i) => ({
    id,
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

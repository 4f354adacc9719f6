/**
 * The content of a vault at a time: its items, and their versions.
 *
 * @module
 */
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** An item as it was at the moment asked for, without its body. Times are ISO 8601 UTC. */
export interface SnapshotItem {
  id: string;
  name: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  folderId: string | null;
  updatedAt: string | null;
  /** Whether it was in Looker's trash. */
  trashed: boolean;
  /** When it was found gone from Looker; null for one that was there. */
  deletedAt: string | null;
  /** When this version was first seen. */
  validFrom: string;
  canonicalHash: Uint8Array;
}

const COLUMNS = "id, name, owner_id, owner_email, folder_id, updated_at, trashed, valid_from";

/** Later than any time. */
export const NOW = "9999";

/**
 * The items of a type as they were at a time (ISO 8601 UTC, or {@linkcode NOW}), by id. One that was gone from Looker by
 * then is in its last version, with the time at which it was found gone.
 */
export function itemsAsOf(vault: Vault, type: number, at: string): SnapshotItem[] {
  const columns = `${COLUMNS}, ${vault.canonicalForm} AS canonical_hash`;
  const statement = vault.prepare(
    // Of several rows in a group SQLite answers with the one that has the maximum.
    `SELECT *, max(valid_from) FROM (
       SELECT ${columns}, deleted_at AS until FROM content_items WHERE content_type = ?1 AND valid_from <= ?2
       UNION ALL
       SELECT ${columns}, valid_to FROM content_history WHERE content_type = ?1 AND valid_from <= ?2
     ) GROUP BY id ORDER BY id`,
  );
  const items: SnapshotItem[] = [];
  // Row by row: all rows beside all items are twice the memory.
  vault.read(() => {
    for (const row of statement.iterate(type, at)) items.push(itemOf(row, at));
  });
  return items;
}

function itemOf(row: Record<string, unknown>, at: string): SnapshotItem {
  const until = row["until"] as string | null;
  return {
    id: String(row["id"]),
    name: row["name"] as string | null,
    ownerId: row["owner_id"] as string | null,
    ownerEmail: row["owner_email"] as string | null,
    folderId: row["folder_id"] as string | null,
    updatedAt: row["updated_at"] as string | null,
    trashed: row["trashed"] === 1,
    deletedAt: until !== null && until <= at ? until : null,
    validFrom: String(row["valid_from"]),
    canonicalHash: row["canonical_hash"] as Uint8Array,
  };
}

/**
 * The MessagePack of the version that {@linkcode itemsAsOf} gives for an item; null when the vault knew of none then.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
 */
export function bodyAsOf(vault: Vault, moment: Moment): Uint8Array | null {
  const row = newestRow(vault, "valid_from, content_size, content_hash, encoding, content_data", moment);
  return row === undefined ? null : bodyOfRow(row);
}

/** The digest with which the body that {@linkcode bodyAsOf} gives is stored; null when there is none. */
export function digestAsOf(vault: Vault, moment: Moment): Uint8Array | null {
  const digest = newestRow(vault, "valid_from, content_hash", moment)?.["content_hash"];
  return digest instanceof Uint8Array ? digest : null;
}

/** An item at a time (ISO 8601 UTC). */
interface Moment {
  type: number;
  id: string;
  at: string;
}

function newestRow(
  vault: Vault,
  columns: string,
  { type, id, at }: Moment,
): Record<string, unknown> | undefined {
  return vault.read(() =>
    vault.prepare(
      `SELECT ${columns} FROM content_items WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3
       UNION ALL
       SELECT ${columns} FROM content_history WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3
       ORDER BY valid_from DESC LIMIT 1`,
    ).get(type, id, at)
  );
}

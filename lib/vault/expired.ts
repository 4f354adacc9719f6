/**
 * Finds and removes items that were deleted, and versions that were superseded, longer ago than the retention.
 *
 * @module
 */
import { forgetMarks } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** An item or version that is old enough to be removed. Times are ISO 8601 UTC. */
export interface Expired {
  /** The content type's name. */
  type: string;
  id: string;
  name: string | null;
  /** `deleted`: an item that was deleted in Looker. `superseded`: a former version of an item. */
  reason: "deleted" | "superseded";
  /** When the version was first seen. */
  valid_from: string;
  /** When the item was deleted, or the version superseded. */
  since: string;
  /** Bytes of the body as stored. */
  bytes: number;
}

/** The codes of all types. With this condition, SQLite uses the indexes, which begin with the type. */
const TYPES = "(SELECT id FROM content_types)";

/** Items that were deleted before ?1. */
const ITEMS = `content_type IN ${TYPES} AND deleted_at < ?1`;

/**
 * The rowids of the versions that end before ?1, and of all versions of the items that match {@linkcode ITEMS}. The
 * versions of items that the run ?2 stored stay: the run can be resumed, and then derives its counts from them.
 */
const VERSIONS = `
  SELECT rowid FROM content_history AS version
    WHERE content_type IN ${TYPES} AND valid_to < ?1 AND NOT (?2 IS NOT NULL AND EXISTS (
      SELECT 1 FROM content_items AS item
      WHERE item.content_type = version.content_type AND item.id = version.id
        AND item.session_id = ?2 AND item.deleted_at IS NULL))
  UNION
  SELECT version.rowid FROM content_items AS item
    JOIN content_history AS version ON version.content_type = item.content_type AND version.id = item.id
    WHERE item.content_type IN ${TYPES} AND item.deleted_at < ?1`;

/** Returns what was deleted or superseded before `cutoff` (ISO 8601 UTC), by type and id, the oldest version first. */
export function findExpired(vault: Vault, cutoff: string): Expired[] {
  const columns = "content_type, id, name, valid_from, length(content_data) AS bytes";
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT type.name AS type, expired.* FROM (
         SELECT ${columns}, 'deleted' AS reason, deleted_at AS since FROM content_items WHERE ${ITEMS}
         UNION ALL
         SELECT ${columns}, 'superseded', valid_to FROM content_history WHERE rowid IN (${VERSIONS})
       ) AS expired JOIN content_types AS type ON type.id = expired.content_type
       ORDER BY content_type, expired.id, valid_from, since`,
    ).all(cutoff, unfinishedRun(vault))
  );
  return rows.map((row) => ({
    type: String(row["type"]),
    id: String(row["id"]),
    name: row["name"] as string | null,
    reason: row["reason"] === "deleted" ? "deleted" : "superseded",
    valid_from: String(row["valid_from"]),
    since: String(row["since"]),
    bytes: Number(row["bytes"]),
  }));
}

/**
 * Removes what {@linkcode findExpired} finds; inside a transaction. The newest version of a live item is in another
 * table and is never removed.
 */
export function removeExpired(vault: Vault, cutoff: string): void {
  // Versions are removed before items, because the query for versions reads the items.
  vault.prepare(`DELETE FROM content_history WHERE rowid IN (${VERSIONS})`).run(cutoff, unfinishedRun(vault));
  const rows = vault.prepare(
    `SELECT rowid AS place, content_type, id FROM content_items WHERE ${ITEMS}`,
  ).all(cutoff);
  const places = rows.map(({ place, content_type: type, id }) => ({
    place: Number(place),
    type: Number(type),
    id: String(id),
  }));
  forgetMarks(vault, places);
  vault.prepare(`DELETE FROM content_items WHERE ${ITEMS}`).run(cutoff);
}

/** The timestamps that the vault contains. */
export interface KnownMoments {
  /** When runs of any kind began and ended; ISO 8601 UTC. */
  runs: string[];
  /** When a run last saw an item. */
  lastSeen: string | null;
}

/** Returns when runs began and ended, and when a run last saw an item. */
export function knownMoments(vault: Vault): KnownMoments {
  return vault.read(() => {
    const runs = ["extraction_sessions", "restoration_sessions"].flatMap((table) =>
      vault.prepare(`SELECT started_at, completed_at FROM ${table}`).all()
        .flatMap((row) => [row["started_at"], row["completed_at"]])
    );
    const seen = vault.prepare(
      `SELECT max(at) AS at FROM (SELECT max(synced_at) AS at FROM content_items
       UNION ALL SELECT max(updated_at) FROM sync_checkpoints)`,
    ).get()?.["at"];
    return {
      runs: runs.filter((at) => typeof at === "string"),
      lastSeen: typeof seen === "string" ? seen : null,
    };
  });
}

/** Returns when the newest restore began (ISO 8601 UTC), if it is unfinished; null otherwise. */
export function unfinishedRestore(vault: Vault): string | null {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT started_at, status FROM restoration_sessions ORDER BY started_at DESC, rowid DESC LIMIT 1",
    ).get()
  );
  return row !== undefined && UNFINISHED.includes(String(row["status"])) ? String(row["started_at"]) : null;
}

/** The states of an unfinished run or restore: killed, stopped, or failed entirely. */
const UNFINISHED = ["running", "interrupted", "failed"];

/** Returns the id of the newest run if it is unfinished; null otherwise. */
function unfinishedRun(vault: Vault): string | null {
  const row = vault.prepare(
    "SELECT id, status FROM extraction_sessions ORDER BY started_at DESC, rowid DESC LIMIT 1",
  ).get();
  return row !== undefined && UNFINISHED.includes(String(row["status"])) ? String(row["id"]) : null;
}

/**
 * Items that have been gone, and versions that have been superseded, for too long: found and removed.
 *
 * @module
 */
import { forgetMarks } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** Something old enough to be removed. Times are ISO 8601 UTC. */
export interface Expired {
  /** The content type's name. */
  type: string;
  id: string;
  name: string | null;
  /** An item that is gone from Looker, or the former version of an item. */
  reason: "deleted" | "superseded";
  /** When it was first seen. */
  valid_from: string;
  /** Since when it has been gone, or superseded. */
  since: string;
  /** Bytes that its body takes in the vault. */
  bytes: number;
}

/** Every type by its code: it makes the lookups below run along the indexes, which begin with the type. */
const TYPES = "(SELECT id FROM content_types)";

/** Items gone since before ?1. */
const ITEMS = `content_type IN ${TYPES} AND deleted_at < ?1`;

/**
 * Row numbers of the versions that end before ?1, and of all versions of the items above. Those of items which the run ?2
 * stored stay: it can be resumed, and what it has counted is told from them.
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

/** What has been gone or superseded since before `cutoff` (ISO 8601 UTC), by type and id, the oldest version first. */
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
 * Removes what {@linkcode findExpired} finds; inside a transaction. The newest version of an item that is there is in
 * another table and is never among it.
 */
export function removeExpired(vault: Vault, cutoff: string): void {
  // The versions first: which of them belong to removed items is told by those.
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

/** What the vault knows of time. */
export interface KnownMoments {
  /** When runs of any kind began and ended; ISO 8601 UTC. */
  runs: string[];
  /** When a run last saw an item. */
  lastSeen: string | null;
}

/** When runs began and ended, and when one last saw an item. */
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

/** When the newest restore began, if it did not come to its end; ISO 8601 UTC. */
export function unfinishedRestore(vault: Vault): string | null {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT started_at, status FROM restoration_sessions ORDER BY started_at DESC, rowid DESC LIMIT 1",
    ).get()
  );
  return row !== undefined && UNFINISHED.includes(String(row["status"])) ? String(row["started_at"]) : null;
}

/** States of a run or a restore that never came to its end: killed, stopped, or failed as a whole. */
const UNFINISHED = ["running", "interrupted", "failed"];

/** The newest run, unless it came to its end. */
function unfinishedRun(vault: Vault): string | null {
  const row = vault.prepare(
    "SELECT id, status FROM extraction_sessions ORDER BY started_at DESC, rowid DESC LIMIT 1",
  ).get();
  return row !== undefined && UNFINISHED.includes(String(row["status"])) ? String(row["id"]) : null;
}

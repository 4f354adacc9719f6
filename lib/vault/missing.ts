/**
 * Items of the vault that a run did not see in Looker.
 *
 * @module
 */
import type { Capture } from "./content_item.ts";
import { countLive } from "./content.ts";
import { mappings } from "./id_map.ts";
import { rowNumbers } from "./listing.ts";
import { seenHash } from "./row_digest.ts";
import { isMarked, lastSeen, ownSight } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** How many live items of a type a run saw, and how many it did not see. */
export interface Seen {
  live: number;
  missing: number;
}

/** Counts a type's live items by whether the run saw them. */
export function countMissing(vault: Vault, type: number, sessionId: string): Seen {
  return { live: countLive(vault, type), missing: missingPlaces(vault, type, sessionId).length };
}

/**
 * Counts the items that the run did not see, but that a restore created again under an id that the run did see. These
 * items are not lost. `kind` is the type's name in the id map.
 */
export function countBroughtBack(
  vault: Vault,
  type: number,
  { sessionId, instance, kind }: { sessionId: string; instance: string; kind: string },
): number {
  const moved = mappings(vault, { source: instance, destination: instance })
    .filter((one) => one.kind === kind && one.sourceId !== one.destinationId);
  if (moved.length === 0) return 0;
  const missing = new Set(missingPlaces(vault, type, sessionId));
  const live = vault.prepare(
    "SELECT rowid FROM content_items WHERE content_type = ? AND id = ? AND deleted_at IS NULL",
  );
  const placeOf = (id: string): number | null => {
    const row = live.get(type, id);
    return row === undefined ? null : Number(row["rowid"]);
  };
  return vault.read(() =>
    moved.filter(({ sourceId, destinationId }) => {
      const former = placeOf(sourceId), now = placeOf(destinationId);
      return former !== null && missing.has(former) && now !== null && !missing.has(now);
    }).length
  );
}

/** Returns the rowids of the live items of a type that a run did not see. */
function missingPlaces(vault: Vault, type: number, sessionId: string): number[] {
  // An index covers this query, so no page with a body is read.
  const live = "SELECT rowid FROM content_items WHERE content_type = ? AND deleted_at IS NULL";
  const unmarked = rowNumbers(vault, live, [type]).filter((place) =>
    !isMarked(vault, sessionId, { type, place })
  );
  const written = new Set<number>();
  for (let at = 0; at < unmarked.length; at += AT_ONCE) {
    for (const place of writtenBy(vault, sessionId, unmarked.slice(at, at + AT_ONCE))) written.add(place);
  }
  return unmarked.filter((place) => !written.has(place));
}

/** The number of rows that one statement checks. */
const AT_ONCE = 10_000;

/** Returns those of the rowids whose rows a run wrote. One statement reads all rows: separate ones take far longer. */
function writtenBy(vault: Vault, sessionId: string, places: readonly number[]): number[] {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT json_group_array(item.rowid) FILTER (WHERE item.session_id = ?2) AS numbers,
         count(*) FILTER (WHERE typeof(item.session_id) NOT IN ('text', 'null')) AS damaged
       FROM json_each(?1) AS place CROSS JOIN content_items AS item ON item.rowid = place.value`,
    ).get(JSON.stringify(places), sessionId)
  );
  if (row?.["damaged"] === 0) {
    const numbers: unknown = JSON.parse(String(row["numbers"]));
    return Array.isArray(numbers) ? numbers.map(Number) : [];
  }
  // Reports the damaged value.
  const writer = vault.prepare("SELECT session_id FROM content_items WHERE rowid = ?");
  return vault.read(() => places.filter((place) => writer.get(place)?.["session_id"] === sessionId));
}

/** Marks the items that a run did not see as deleted; their rows stay. Inside a transaction. */
export function markMissingDeleted(vault: Vault, type: number, { sessionId, at }: Capture): void {
  markPlacesDeleted(vault, type, { places: missingPlaces(vault, type, sessionId), at });
}

/** Marks one item as deleted; its row stays. Inside a transaction. */
export function markDeleted(vault: Vault, { type, id, at }: { type: number; id: string; at: string }): void {
  const sql = "SELECT rowid FROM content_items WHERE content_type = ? AND id = ?";
  markPlacesDeleted(vault, type, { places: rowNumbers(vault, sql, [type, id]), at });
}

/**
 * Marks rows as deleted. Moves the time and the run that last saw them into the rows, because marks are removed later.
 */
function markPlacesDeleted(
  vault: Vault,
  type: number,
  { places, at }: { places: readonly number[]; at: string },
): void {
  if (places.length === 0) return;
  const seen = lastSeen(vault, type);
  const read = vault.prepare("SELECT synced_at, session_id FROM content_items WHERE rowid = ?");
  const write = vault.prepare(
    "UPDATE content_items SET deleted_at = ?, synced_at = ?, session_id = ?, seen_hash = ? WHERE rowid = ?",
  );
  for (const place of places) {
    const row = read.get(place);
    if (row === undefined) continue;
    const last = seen.of(place, ownSight(row));
    write.run(at, last.at, last.sessionId, seenHash([last.at, last.sessionId, at, null]), place);
  }
}

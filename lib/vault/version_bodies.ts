/**
 * Reads all versions of an item with their bodies, to compare each with the next.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** A version of an item. Times are ISO 8601 UTC. */
export interface VersionBody {
  since: string;
  /** The body as MessagePack; null if it differs from what was stored. */
  body: Uint8Array | null;
}

const COLUMNS = "valid_from, content_size, content_hash, encoding, content_data";

/** Yields the versions that began by `until`, the oldest first. Only the current version is in memory. */
export function* versionBodies(
  vault: Vault,
  { type, id, until }: { type: number; id: string; until: string },
): Generator<VersionBody> {
  const former = vault.prepare(
    `SELECT ${COLUMNS} FROM content_history WHERE content_type = ? AND id = ? AND valid_from <= ? ORDER BY valid_from`,
  );
  const newest = vault.prepare(
    `SELECT ${COLUMNS} FROM content_items WHERE content_type = ? AND id = ? AND valid_from <= ?`,
  );
  for (const statement of [former, newest]) {
    for (const row of vault.read(() => statement.iterate(type, id, until))) {
      yield { since: String(row["valid_from"]), body: bodyOf(row) };
    }
  }
}

/** Returns the last version that began by `until`, and the version before it; null if there is none. */
export function lastTwoBodies(
  vault: Vault,
  { type, id, until }: { type: number; id: string; until: string },
): [last: VersionBody | null, before: VersionBody | null] {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT * FROM (SELECT ${COLUMNS} FROM content_items WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3
       UNION ALL SELECT * FROM (SELECT ${COLUMNS} FROM content_history
         WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3 ORDER BY valid_from DESC LIMIT 2))
       ORDER BY valid_from DESC LIMIT 2`,
    ).all(type, id, until)
  );
  const [last = null, before = null] = rows.map((row) => ({
    since: String(row["valid_from"]),
    body: bodyOf(row),
  }));
  return [last, before];
}

function bodyOf(row: Record<string, unknown>): Uint8Array | null {
  try {
    return bodyOfRow(row);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

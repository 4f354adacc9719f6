/**
 * A baseline copy of a vault: its items without bodies, in memory, for a run that compares and stores nothing.
 *
 * @module
 */
import { type StateAt, stateColumns, stateOf } from "./changes.ts";
import { itemStates } from "./content.ts";
import { lastSeen, ownSight } from "./seen.ts";
import type { Row } from "./statement.ts";
import type { Vault } from "./vault.ts";

/** The run that the baseline's items come from. */
const BEFORE = "before";

/** Whether a comparing run saw an item of the vault, found it deleted, or did not read it. */
export type Standing = "seen" | "gone" | "unknown";

/**
 * An item after a comparing run. An item that the run did not read keeps its state from the vault, and its `validFrom`
 * is empty.
 */
export interface BaselineItem extends StateAt {
  id: string;
  standing: Standing;
}

/** The items to copy into a baseline. */
export interface BaselineScope {
  /** Codes of the types. */
  types: readonly number[];
  /** The id of the only item to copy; null for all items. */
  id: string | null;
}

/** Copies the live items of some types into an empty vault. Items that are incomplete in the vault look changed. */
export function copyBaseline(baseline: Vault, vault: Vault, { types, id }: BaselineScope): void {
  baseline.withTransaction(() => {
    const instance = vault.meta("instance");
    if (instance !== null) baseline.setMeta("instance", instance);
    baseline.prepare(
      `INSERT INTO extraction_sessions (id, status, started_at, lookervault_version, options, mode, instance, types)
       VALUES (?, 'completed', '', '', '{}', 'full', '', '[]')`,
    ).run(BEFORE);
    for (const type of types) copyItems(baseline, vault, { type, id });
  });
}

function copyItems(
  baseline: Vault,
  vault: Vault,
  { type, id: only }: { type: number; id: string | null },
): void {
  const whole = itemStates(vault, type);
  const insert = baseline.prepare(
    `INSERT INTO content_items (content_type, id, name, folder_id, updated_at, synced_at, session_id, content_size,
       content_hash, canonical_hash, encoding, content_data, valid_from, trashed)
     VALUES (?, ?, ?, ?, ?, '', ?, 0, x'', ?, 0, x'', '', ?)`,
  );
  const rows = vault.prepare(
    `SELECT id, name, folder_id, updated_at, ${vault.canonicalForm} AS canonical_hash, trashed FROM content_items
     WHERE content_type = ?1 AND deleted_at IS NULL AND (?2 IS NULL OR id = ?2)`,
  );
  for (const row of vault.read(() => rows.all(type, only))) {
    const id = String(row["id"]);
    // Looker never returns "" as a timestamp. Therefore an incomplete item looks changed.
    const updatedAt = whole.has(id) ? row["updated_at"] ?? null : "";
    const { name = null, folder_id: folder = null, canonical_hash: form = null, trashed = 0 } = row;
    insert.run(type, id, name, folder, updatedAt, BEFORE, form, trashed);
  }
}

/** Returns the items of a type after the run: the items of the vault, and those that only Looker has. */
export function baselineItems(baseline: Vault, type: number): BaselineItem[] {
  const seen = lastSeen(baseline, type);
  const rows = baseline.read(() =>
    baseline.prepare(
      `SELECT rowid AS place, synced_at, session_id, id, ${
        stateColumns(baseline)
      }, deleted_at FROM content_items
       WHERE content_type = ? ORDER BY rowid`,
    ).all(type)
  );
  const isMissing = (row: Row): boolean => seen.of(Number(row["place"]), ownSight(row)).sessionId === BEFORE;
  return rows.map((row) => ({
    ...stateOf(row),
    id: String(row["id"]),
    standing: row["deleted_at"] !== null ? "gone" : isMissing(row) ? "unknown" : "seen",
  }));
}

/** Resets deletions that the run found: these items become unknown. Returns how many there were, by the type's code. */
export function unconfirmedDeletions(baseline: Vault): Map<number, number> {
  return baseline.withTransaction(() => {
    const rows = baseline.prepare(
      `SELECT content_type, count(*) AS n FROM content_items WHERE deleted_at IS NOT NULL AND session_id = ?
       GROUP BY content_type`,
    ).all(BEFORE);
    baseline.prepare("UPDATE content_items SET deleted_at = NULL WHERE session_id = ?").run(BEFORE);
    return new Map(rows.map((row) => [Number(row["content_type"]), Number(row["n"])]));
  });
}

/** Returns the hashes of the canonical forms of a type's live items, by id. */
export function canonicalHashes(vault: Vault, type: number): Map<string, Uint8Array> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id, ${vault.canonicalForm} AS canonical_hash FROM content_items
       WHERE content_type = ? AND deleted_at IS NULL`,
    )
      .all(type)
  );
  return new Map(rows.map((row) => [String(row["id"]), row["canonical_hash"] as Uint8Array]));
}

/** Returns the codes of the types that any run of the vault has captured. */
export function capturedTypes(vault: Vault): Set<number> {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT content_type FROM sync_checkpoints UNION SELECT content_type FROM content_items",
    ).all()
  );
  return new Set(rows.map((row) => Number(row["content_type"])));
}

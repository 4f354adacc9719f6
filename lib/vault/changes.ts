/**
 * Finds the items that changed between two times. The queries use indexes and read no page with a body.
 *
 * @module
 */
import type { Vault } from "./vault.ts";
import { rowAt } from "./versions.ts";

/** Two times, ISO 8601 UTC. A change exactly at `from` is outside of the span, a change exactly at `to` is inside. */
export interface Span {
  from: string;
  to: string;
}

/** The state of an item at a time, without its body. Times are ISO 8601 UTC. */
export interface StateAt {
  name: string | null;
  folderId: string | null;
  /** The owner's email address; if it is unknown, the owner's id. */
  owner: string | null;
  updatedAt: string | null;
  /** Whether the item was in Looker's trash. */
  trashed: boolean;
  /** When this version was first seen. */
  validFrom: string;
  canonicalHash: Uint8Array;
}

/** Returns the ids of a type's items with a version that began or ended in the span, sorted as texts. */
export function idsTouched(vault: Vault, type: number, { from, to }: Span): string[] {
  const within = (column: string): string => `(${column} > ?2 AND ${column} <= ?3)`;
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT id FROM content_items WHERE rowid IN (
         SELECT rowid FROM content_items
         WHERE content_type = ?1 AND (${within("valid_from")} OR ${within("deleted_at")}))
       UNION
       SELECT id FROM content_history WHERE rowid IN (
         SELECT rowid FROM content_history
         WHERE content_type = ?1 AND (${within("valid_from")} OR ${within("valid_to")}))
       ORDER BY id`,
    ).all(type, from, to)
  );
  return rows.map((row) => String(row["id"]));
}

/** Returns the state of an item at a time; null if the item did not exist then. */
export function stateAt(
  vault: Vault,
  moment: { type: number; id: string; at: string },
): StateAt | null {
  const row = rowAt(vault, stateColumns(vault), moment);
  return row === undefined ? null : stateOf(row);
}

/** Returns the columns that {@linkcode stateOf} needs. */
export function stateColumns({ canonicalForm }: Pick<Vault, "canonicalForm">): string {
  return `name, folder_id, coalesce(owner_email, owner_id) AS owner, updated_at, trashed, valid_from, ${canonicalForm} AS canonical_hash`;
}

/** Converts a row with {@linkcode stateColumns} to a state. */
export function stateOf(row: Readonly<Record<string, unknown>>): StateAt {
  return {
    name: row["name"] as string | null,
    folderId: row["folder_id"] as string | null,
    owner: row["owner"] as string | null,
    updatedAt: row["updated_at"] as string | null,
    trashed: row["trashed"] === 1,
    validFrom: String(row["valid_from"]),
    canonicalHash: row["canonical_hash"] as Uint8Array,
  };
}

/** Returns the name of an item, deleted or not; null if it has none or if the vault never stored it. */
export function nameOf(vault: Vault, type: number, id: string): string | null {
  const row = vault.read(() =>
    vault.prepare("SELECT name FROM content_items WHERE content_type = ? AND id = ?").get(type, id)
  );
  return typeof row?.["name"] === "string" ? row["name"] : null;
}

/**
 * Reads the parts of a vault from which an index is built, and detects whether the vault has other versions now.
 *
 * @module
 */
import { boundedText } from "../bounded.ts";
import type { Vault } from "../vault.ts";
import { bodyOfRow } from "../versions.ts";
import { type DocState, STATE } from "./kinds.ts";

/** A version of an item. Times are ISO 8601 UTC. */
export interface VersionKey {
  /** The type's code. */
  type: number;
  id: string;
  since: string;
  until: string | null;
  state: DocState;
  /** Whether the version ended because the item was deleted. */
  ended: boolean;
  /** Whether the item was in Looker's trash. */
  trashed: boolean;
  name: string | null;
  ownerId: string | null;
  folderId: string | null;
  /** The time of the last edit in Looker. */
  updatedAt: string | null;
}

/** A version with its body; null if the body is damaged. */
export interface VersionBody extends VersionKey {
  body: Uint8Array | null;
}

type Row = Record<string, unknown>;

const KEY = [
  "content_type, id, valid_from, deleted_at, trashed",
  ...["name", "owner_id", "folder_id", "updated_at"].map(boundedText),
].join();
const BODY = "content_size, content_hash, encoding, content_data";
/** Rows per read. A body has some kilobytes. */
const CHUNK = 200;

/** Returns a text that identifies what an index belongs to. Another vault, or other rules, require another index. */
export function bindingOf(vault: Vault, rules: string): string {
  const metas = ["created_at", "instance", "secret_rules"].map((key) => vault.meta(key));
  return JSON.stringify([...metas, rules]);
}

/** Returns a text that changes whenever a run stores something. It is fast to compute. */
export function standOf(vault: Vault): string {
  return vault.read(() => {
    const last = vault.prepare(
      `SELECT id, status, completed_at, stored, new, updated, deleted FROM extraction_sessions
       ORDER BY rowid DESC LIMIT 1`,
    ).get();
    const rows = vault.prepare(
      `SELECT (SELECT max(rowid) FROM content_items) AS items, (SELECT max(rowid) FROM content_history) AS versions,
         (SELECT max(updated_at) FROM sync_checkpoints WHERE session_id = ?) AS at`,
    ).get(String(last?.["id"] ?? ""));
    return JSON.stringify([Object.values(last ?? {}), Object.values(rows ?? {})]);
  });
}

/** Counts the rows of items and of former versions. */
export function countRows(vault: Vault): { items: number; versions: number } {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT (SELECT count(*) FROM content_items) AS items, (SELECT count(*) FROM content_history) AS versions",
    ).get()
  );
  return { items: Number(row?.["items"] ?? 0), versions: Number(row?.["versions"] ?? 0) };
}

/** Yields every version with its body, one table after the other. */
export function* everyVersion(vault: Vault): Generator<VersionBody> {
  for (const table of ["content_items", "content_history"] as const) {
    const until = table === "content_items" ? "deleted_at" : "valid_to";
    const statement = vault.prepare(
      `SELECT rowid AS place, ${KEY}, ${until} AS until, ${BODY} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${CHUNK}`,
    );
    for (let place = -1;;) {
      const rows = vault.read(() => statement.all(place));
      if (rows.length === 0) break;
      for (const row of rows) {
        place = Number(row["place"]);
        yield { ...keyOf(row, table), body: bodyIn(row) };
      }
    }
  }
}

/**
 * Returns the items with a version that began or ended after a time (ISO 8601 UTC), and items that were found deleted
 * at or after it. Many versions begin at the same time. New ones that began exactly at `at` are detected by the counts
 * of versions instead.
 */
export function touchedSince(vault: Vault, at: string): [type: number, id: string][] {
  const rows = vault.read(() => {
    const types = vault.prepare("SELECT id FROM content_types").all();
    const statement = vault.prepare(
      `SELECT content_type, id FROM content_items WHERE rowid IN (
         SELECT rowid FROM content_items WHERE content_type = ?1 AND deleted_at IS NULL AND valid_from > ?2
         UNION ALL SELECT rowid FROM content_items WHERE content_type = ?1 AND deleted_at >= ?2)
       UNION SELECT content_type, id FROM content_history WHERE rowid IN (
         SELECT rowid FROM content_history WHERE content_type = ?1 AND valid_to > ?2)`,
    );
    return types.flatMap(({ id }) => statement.all(Number(id), at));
  });
  return rows.map((row) => [Number(row["content_type"]), String(row["id"])]);
}

/** Returns all versions of an item. */
export function versionKeys(vault: Vault, type: number, id: string): VersionKey[] {
  const of = (table: "content_items" | "content_history"): VersionKey[] => {
    const until = table === "content_items" ? "deleted_at" : "valid_to";
    const statement = vault.prepare(
      `SELECT ${KEY}, ${until} AS until FROM ${table} WHERE content_type = ? AND id = ?`,
    );
    return vault.read(() => statement.all(type, id)).map((row) => keyOf(row, table));
  };
  return [...of("content_items"), ...of("content_history")];
}

/** Yields all versions of all items, without their bodies. */
export function* everyKey(vault: Vault): Generator<VersionKey> {
  for (const table of ["content_items", "content_history"] as const) {
    const until = table === "content_items" ? "deleted_at" : "valid_to";
    const statement = vault.prepare(`SELECT ${KEY}, ${until} AS until FROM ${table}`);
    for (const row of statement.iterate()) yield keyOf(row, table);
  }
}

/**
 * Returns columns of a version's row and its body; the body is null if it is damaged. Undefined if there is no such
 * version.
 */
export function versionRow(
  vault: Vault,
  columns: string,
  { type, id, since }: Pick<VersionKey, "type" | "id" | "since">,
): { row: Row; body: Uint8Array | null } | undefined {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT ${columns}, ${BODY} FROM content_items WHERE content_type = ?1 AND id = ?2 AND valid_from = ?3
       UNION ALL
       SELECT ${columns}, ${BODY} FROM content_history WHERE content_type = ?1 AND id = ?2 AND valid_from = ?3
       LIMIT 1`,
    ).get(type, id, since)
  );
  return row === undefined ? undefined : { row, body: bodyIn(row) };
}

function keyOf(row: Row, table: "content_items" | "content_history"): VersionKey {
  const until = row["until"];
  const state = table === "content_history"
    ? STATE.past
    : row["deleted_at"] !== null
    ? STATE.gone
    : row["trashed"] === 1
    ? STATE.trashed
    : STATE.live;
  return {
    type: Number(row["content_type"]),
    id: String(row["id"]),
    since: String(row["valid_from"]),
    until: until === null || until === undefined ? null : String(until),
    state,
    ended: row["deleted_at"] !== null,
    trashed: row["trashed"] === 1,
    name: textOf(row["name"]),
    ownerId: textOf(row["owner_id"]),
    folderId: textOf(row["folder_id"]),
    updatedAt: textOf(row["updated_at"]),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function bodyIn(row: Row): Uint8Array | null {
  try {
    return bodyOfRow(row);
  } catch {
    return null;
  }
}

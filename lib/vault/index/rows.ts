/**
 * The parts of a vault from which an index is made, and how to detect that the vault has other versions now.
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
  /** Whether it ended by the item being gone. */
  ended: boolean;
  /** Whether it was in Looker's trash. */
  trashed: boolean;
  name: string | null;
  ownerId: string | null;
  folderId: string | null;
  /** Looker's own time of the last edit. */
  updatedAt: string | null;
}

/** A version with its body; null for one that is damaged. */
export interface VersionBody extends VersionKey {
  body: Uint8Array | null;
}

type Row = Record<string, unknown>;

const KEY = [
  "content_type, id, valid_from, deleted_at, trashed",
  ...["name", "owner_id", "folder_id", "updated_at"].map(boundedText),
].join();
const BODY = "content_size, content_hash, encoding, content_data";
/** Rows of a read: a body has some kilobytes. */
const CHUNK = 200;

/** What an index belongs to: another vault, or other rules, need another index. */
export function bindingOf(vault: Vault, rules: string): string {
  const metas = ["created_at", "instance", "secret_rules"].map((key) => vault.meta(key));
  return JSON.stringify([...metas, rules]);
}

/** What changes whenever a run stored something: quickly told. */
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

/** How many rows there are. */
export function countRows(vault: Vault): { items: number; versions: number } {
  const row = vault.read(() =>
    vault.prepare(
      "SELECT (SELECT count(*) FROM content_items) AS items, (SELECT count(*) FROM content_history) AS versions",
    ).get()
  );
  return { items: Number(row?.["items"] ?? 0), versions: Number(row?.["versions"] ?? 0) };
}

/** Every version with its body, item by item of a table; one at a time. */
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
 * The items of which a version began or ended after a time (ISO 8601 UTC), or that were found gone then. Many begin at one
 * time: those of that very time that are new are told by the numbers of versions.
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

/** All versions of an item. */
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

/** All versions of all items, without their bodies. */
export function* everyKey(vault: Vault): Generator<VersionKey> {
  for (const table of ["content_items", "content_history"] as const) {
    const until = table === "content_items" ? "deleted_at" : "valid_to";
    const statement = vault.prepare(`SELECT ${KEY}, ${until} AS until FROM ${table}`);
    for (const row of statement.iterate()) yield keyOf(row, table);
  }
}

/** A version's row: what is told of it beside the body, and the body, null for a damaged one; undefined for none. */
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

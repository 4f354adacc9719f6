/**
 * Items and their versions: `content_items` and `content_history`.
 *
 * @module
 */
import type { Capture, ContentItem } from "./content_item.ts";
import { sameBytes } from "../codec/digest.ts";
import { LONGEST_TEXT } from "./bounded.ts";
import { rowHashOf, seenNow } from "./content_digest.ts";
import { heldRow, isHeldAs, isIntact } from "./held_item.ts";
import { ROW_COLUMNS } from "./row_digest.ts";
import { lastSeen, markSeen, ownSight } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** What storing an item changed. */
export type PutResult = "new" | "updated" | "unchanged";

const COLUMNS =
  `content_type, id, name, owner_id, owner_email, folder_id, created_at, updated_at, synced_at, deleted_at,
  session_id, content_size, content_hash, canonical_hash, encoding, content_data, valid_from, trashed, row_hash`;

/**
 * Stores an item; inside a transaction. An item whose canonical form changed is `updated`, and its former version moves
 * to the history. If only other bytes changed (a view count), the item is written but counts as `unchanged`. If the
 * item had been deleted and exists again, the version before the deletion moves to the history, and a new version
 * begins.
 */
export function putItem(vault: Vault, given: ContentItem, capture: Capture): PutResult {
  const item = storable(given);
  const known = heldRow(vault, item.type, item.id);
  if (known === undefined) {
    insert(vault, item, capture);
    return "new";
  }
  const gone = known["deleted_at"] as string | null;
  const sameBody = sameBytes(known["content_hash"] as Uint8Array, item.contentHash);
  const sameForm = sameBytes(known["canonical_hash"] as Uint8Array, item.canonicalHash);
  // If the stored row is damaged, storing the item again repairs it.
  if (sameForm && isHeldAs(known, item)) {
    touchItem(vault, item.type, item.id, capture);
    return "unchanged";
  }
  // The same body is the same version, even if this release of lookervault omits other properties from the canonical
  // form.
  const sameVersion = sameBody || sameForm;
  const begins = !sameVersion || gone !== null;
  if (gone !== null && sameBody && !isIntact(known)) heal(vault, item);
  if (begins) supersede(vault, item.type, item.id, gone ?? capture.at);
  update(vault, item, capture, begins ? capture.at : String(known["valid_from"]));
  return sameVersion ? "unchanged" : "updated";
}

/**
 * Records that a run saw an item unchanged, without writing to its row; inside a transaction. If the item had been
 * deleted, the version before the deletion moves to the history, and a new version begins.
 */
export function touchItem(vault: Vault, type: number, id: string, { sessionId, at }: Capture): void {
  const row = vault.prepare(
    "SELECT rowid AS place, deleted_at FROM content_items WHERE content_type = ? AND id = ?",
  ).get(type, id);
  if (row === undefined) return;
  const gone = row["deleted_at"];
  if (typeof gone !== "string") return markSeen(vault, sessionId, { type, place: Number(row["place"]), id });
  supersede(vault, type, id, gone);
  vault.prepare(
    `UPDATE content_items SET synced_at = ?1, session_id = ?2, valid_from = ?1, deleted_at = NULL, seen_hash = ?3,
       row_hash = row_digest(${ROW_COLUMNS.map((name) => name === "valid_from" ? "?1" : name)})
     WHERE content_type = ?4 AND id = ?5`,
  ).run(at, sessionId, seenNow({ sessionId, at }), type, id);
}

/** The properties that show, without the body, whether an item changed. */
export interface ItemState {
  /** The row's rowid. */
  place: number;
  updatedAt: string | null;
  folderId: string | null;
  trashed: boolean;
}

/**
 * Returns the states of a type's live items by id. An item is omitted if its last capture could not read a part of it,
 * because the run must read it again. A part that Looker reported as missing (status 404, or 200 without the part) is
 * not a reason to read again.
 */
export function itemStates(vault: Vault, type: number): Map<string, ItemState> {
  return readStates(vault, { type, lacking: lackingItems(vault, type) }, null);
}

/** Returns a function that returns the states of some ids, as {@linkcode itemStates} does for all. */
export function statesOf(vault: Vault, type: number): (ids: readonly string[]) => Map<string, ItemState> {
  const lacking = lackingItems(vault, type);
  return (ids) => readStates(vault, { type, lacking }, ids);
}

function readStates(
  vault: Vault,
  { type, lacking }: { type: number; lacking: ReadonlySet<string> },
  ids: readonly string[] | null,
): Map<string, ItemState> {
  const states = new Map<string, ItemState>();
  const some = ids === null ? "" : "AND id IN (SELECT value FROM json_each(?2))";
  const rows = vault.prepare(
    `SELECT rowid AS place, id, updated_at, folder_id, trashed FROM content_items
     WHERE content_type = ?1 AND deleted_at IS NULL ${some}`,
  );
  vault.read(() => {
    for (const row of rows.iterate(type, ...(ids === null ? [] : [JSON.stringify(ids)]))) {
      const id = String(row["id"]);
      if (lacking.has(id)) continue;
      states.set(id, {
        place: Number(row["place"]),
        updatedAt: row["updated_at"] as string | null,
        folderId: row["folder_id"] as string | null,
        trashed: row["trashed"] === 1,
      });
    }
  });
  return states;
}

/** Returns the ids of a type's items of which the last run that saw them could not read a part. */
function lackingItems(vault: Vault, type: number): Set<string> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT item.rowid AS place, item.id, item.synced_at, item.session_id, error.session_id AS failed
       FROM extraction_errors AS error JOIN content_items AS item
         ON item.content_type = error.content_type AND item.id = error.item_id
       WHERE error.content_type = ? AND error.status IS NOT 404 AND error.status IS NOT 200`,
    ).all(type)
  );
  if (rows.length === 0) return new Set();
  const seen = lastSeen(vault, type);
  return new Set(
    rows.filter((row) => seen.of(Number(row["place"]), ownSight(row)).sessionId === row["failed"])
      .map((row) => String(row["id"])),
  );
}

/** Returns the ids of a type's live items. */
export function liveIds(vault: Vault, type: number): Set<string> {
  const rows = vault.read(() =>
    vault.prepare("SELECT id FROM content_items WHERE content_type = ? AND deleted_at IS NULL").all(type)
  );
  return new Set(rows.map((row) => String(row["id"])));
}

/** Counts the live items of a type. */
export function countLive(vault: Vault, type: number): number {
  const row = vault.read(() =>
    vault.prepare("SELECT count(*) AS n FROM content_items WHERE content_type = ? AND deleted_at IS NULL")
      .get(type)
  );
  return Number(row?.["n"] ?? 0);
}

/** Returns the email addresses of the users in the vault, by user id. */
export function emailsOfUsers(vault: Vault, usersType: number): [string, string][] {
  const rows = vault.read(() =>
    vault.prepare(
      "SELECT id, owner_email FROM content_items WHERE content_type = ? AND owner_email IS NOT NULL",
    )
      .all(usersType)
  );
  return rows.map((row) => [String(row["id"]), String(row["owner_email"])]);
}

function storable(item: ContentItem): ContentItem {
  const { name, ownerId, ownerEmail, folderId } = item;
  return {
    ...item,
    name: storableText(name),
    ownerId: storableText(ownerId),
    ownerEmail: storableText(ownerEmail),
    folderId: storableText(folderId),
  };
}

/** Limits a text to what SQLite can store and to {@linkcode LONGEST_TEXT}. The body contains the entire text. */
export function storableText(text: string | null): string | null {
  return text === null ? null : text.slice(0, LONGEST_TEXT).replaceAll("\0", "\ufffd").toWellFormed();
}

function insert(vault: Vault, item: ContentItem, { sessionId, at }: Capture): void {
  vault.prepare(
    `INSERT INTO content_items (${COLUMNS}, seen_hash) VALUES (?,?,?,?,?,?,?,?,?,NULL,?,?,?,?,?,?,?,?,?,?)`,
  ).run(
    item.type,
    item.id,
    item.name,
    item.ownerId,
    item.ownerEmail,
    item.folderId,
    item.createdAt,
    item.updatedAt,
    at,
    sessionId,
    item.size,
    item.contentHash,
    item.canonicalHash,
    item.encoding,
    item.data,
    at,
    item.trashed ? 1 : 0,
    vault.isTemporary ? null : rowHashOf(item, at),
    seenNow({ sessionId, at }),
  );
}

const HEALED: Readonly<Record<string, string>> = { content_size: "?1", encoding: "?2", content_data: "?3" };

/** Replaces the damaged bytes of the stored version. */
function heal(vault: Vault, { type, id, size, encoding, data }: ContentItem): void {
  vault.prepare(
    `UPDATE content_items SET content_size = ?1, encoding = ?2, content_data = ?3, row_hash = row_digest(${
      ROW_COLUMNS.map((name) => HEALED[name] ?? name)
    }) WHERE content_type = ?4 AND id = ?5`,
  ).run(size, encoding, data, type, id);
}

const FORMER = COLUMNS.replace("content_type, id", "item.content_type, item.id")
  .replace("synced_at", "seen.synced_at").replace("session_id", "seen.session_id");

/** Copies the current version to the history, valid until `at`, with the last run that saw it. */
function supersede(vault: Vault, type: number, id: string, at: string): void {
  vault.prepare(
    `INSERT INTO content_history (${COLUMNS}, valid_to, seen_hash)
     SELECT ${FORMER}, ?1, seen_digest(seen.synced_at, seen.session_id, deleted_at, ?1)
     FROM content_items AS item JOIN content_seen AS seen
       ON seen.content_type = item.content_type AND seen.id = item.id
     WHERE item.content_type = ?2 AND item.id = ?3`,
  ).run(at, type, id);
}

function update(vault: Vault, item: ContentItem, { sessionId, at }: Capture, validFrom: string): void {
  vault.prepare(
    `UPDATE content_items SET name = ?, owner_id = ?, owner_email = ?, folder_id = ?, created_at = ?, updated_at = ?,
       synced_at = ?, deleted_at = NULL, session_id = ?, content_size = ?, content_hash = ?, canonical_hash = ?,
       encoding = ?, content_data = ?, trashed = ?, valid_from = ?, row_hash = ?, seen_hash = ?
     WHERE content_type = ? AND id = ?`,
  ).run(
    item.name,
    item.ownerId,
    item.ownerEmail,
    item.folderId,
    item.createdAt,
    item.updatedAt,
    at,
    sessionId,
    item.size,
    item.contentHash,
    item.canonicalHash,
    item.encoding,
    item.data,
    item.trashed ? 1 : 0,
    validFrom,
    vault.isTemporary ? null : rowHashOf(item, validFrom),
    seenNow({ sessionId, at }),
    item.type,
    item.id,
  );
}

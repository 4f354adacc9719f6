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

/** What storing an item came to. */
export type PutResult = "new" | "updated" | "unchanged";

const COLUMNS =
  `content_type, id, name, owner_id, owner_email, folder_id, created_at, updated_at, synced_at, deleted_at,
  session_id, content_size, content_hash, canonical_hash, encoding, content_data, valid_from, trashed, row_hash`;

/**
 * Stores an item; inside a transaction. An item whose canonical form changed is `updated` and its former version moves to
 * the history. One whose bytes changed elsewhere (a view count) is written but counts as `unchanged`. Where an item was
 * gone and is back, the time before its deletion moves to the history, and a new one begins.
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
  // Where the stored row is not what it was (a damaged disk), storing it again heals the item.
  if (sameForm && isHeldAs(known, item)) {
    touchItem(vault, item.type, item.id, capture);
    return "unchanged";
  }
  // The same body is the same version, even where this program omits other properties than the last one did.
  const sameVersion = sameBody || sameForm;
  const begins = !sameVersion || gone !== null;
  if (gone !== null && sameBody && !isIntact(known)) heal(vault, item);
  if (begins) supersede(vault, item.type, item.id, gone ?? capture.at);
  update(vault, item, capture, begins ? capture.at : String(known["valid_from"]));
  return sameVersion ? "unchanged" : "updated";
}

/**
 * Notes that an item was seen again as it was, beside its row; inside a transaction. Where it was gone, the time before its
 * deletion moves to the history, and a new one begins.
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

/** What tells, without its body, whether an item changed. */
export interface ItemState {
  /** Where its row is. */
  place: number;
  updatedAt: string | null;
  folderId: string | null;
  trashed: boolean;
}

/**
 * The states of a type's live items by id. Items whose last capture left something out are not among them: they must be
 * read again. What Looker itself answered that it lacks (404 for a part, 200 without it) is no reason to ask again.
 */
export function itemStates(vault: Vault, type: number): Map<string, ItemState> {
  const states = new Map<string, ItemState>(), lacking = lackingItems(vault, type);
  const rows = vault.prepare(
    `SELECT rowid AS place, id, updated_at, folder_id, trashed FROM content_items
     WHERE content_type = ? AND deleted_at IS NULL`,
  );
  vault.read(() => {
    for (const row of rows.iterate(type)) {
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

/** Ids of a type's items of which the run that saw them last could not read a part. */
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

/** The ids of a type's live items. */
export function liveIds(vault: Vault, type: number): Set<string> {
  const rows = vault.read(() =>
    vault.prepare("SELECT id FROM content_items WHERE content_type = ? AND deleted_at IS NULL").all(type)
  );
  return new Set(rows.map((row) => String(row["id"])));
}

/** Live items of a type. */
export function countLive(vault: Vault, type: number): number {
  const row = vault.read(() =>
    vault.prepare("SELECT count(*) AS n FROM content_items WHERE content_type = ? AND deleted_at IS NULL")
      .get(type)
  );
  return Number(row?.["n"] ?? 0);
}

/** E-mail addresses of the users in the vault, by user id. */
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

/** Text as SQLite can hold it, and not longer than whoever lists items has to expect; the body has all of it. */
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
    rowHashOf(item, at),
    seenNow({ sessionId, at }),
  );
}

const HEALED: Readonly<Record<string, string>> = { content_size: "?1", encoding: "?2", content_data: "?3" };

/** Writes the bytes of the stored version again. */
function heal(vault: Vault, { type, id, size, encoding, data }: ContentItem): void {
  vault.prepare(
    `UPDATE content_items SET content_size = ?1, encoding = ?2, content_data = ?3, row_hash = row_digest(${
      ROW_COLUMNS.map((name) => HEALED[name] ?? name)
    }) WHERE content_type = ?4 AND id = ?5`,
  ).run(size, encoding, data, type, id);
}

const FORMER = COLUMNS.replace("content_type, id", "item.content_type, item.id")
  .replace("synced_at", "seen.synced_at").replace("session_id", "seen.session_id");

/** Copies the current version to the history, valid until `at`, with the run that saw it last. */
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
    rowHashOf(item, validFrom),
    seenNow({ sessionId, at }),
    item.type,
    item.id,
  );
}

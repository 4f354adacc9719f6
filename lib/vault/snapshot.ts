/**
 * Reads the content of a vault at a time: its items, and their versions.
 *
 * @module
 */
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

/** An item as it was at the requested time, without its body. Times are ISO 8601 UTC. */
export interface SnapshotItem {
  id: string;
  name: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  folderId: string | null;
  updatedAt: string | null;
  /** Whether the item was in Looker's trash. */
  trashed: boolean;
  /** When the item was found deleted in Looker; null if it existed. */
  deletedAt: string | null;
  /** When this version was first seen. */
  validFrom: string;
}

const COLUMNS =
  "id, name, owner_id, owner_email, folder_id, updated_at, trashed, valid_from, deleted_at AS until";

/** The same columns of a superseded version, in `content_history`. */
const FORMER_COLUMNS = COLUMNS.replace("deleted_at AS until", "valid_to");

/** A time later than any other. */
export const NOW = "9999";

/**
 * Returns the items of a type as they were at a time (ISO 8601 UTC, or {@linkcode NOW}), by id. An item that was
 * deleted by then is returned in its last version, with the time of its deletion.
 */
export function itemsAsOf(vault: Vault, type: number, at: string): SnapshotItem[] {
  const newest = `SELECT ${COLUMNS} FROM content_items WHERE content_type = ?1 AND valid_from <= ?2`;
  const statement = vault.prepare(
    at === NOW
      // A row of `content_items` is the item's newest version.
      ? `${newest} ORDER BY id`
      // For each group, SQLite returns the row with the maximum.
      : `SELECT *, max(valid_from) FROM (
       ${newest}
       UNION ALL
       SELECT ${FORMER_COLUMNS} FROM content_history WHERE content_type = ?1 AND valid_from <= ?2
     ) GROUP BY id ORDER BY id`,
  );
  const items: SnapshotItem[] = [], once = new Once();
  // Rows are read one by one. All rows together with all items would take twice the memory.
  vault.read(() => {
    for (const row of statement.iterate(type, at)) items.push(itemOf(row, { at, once }));
  });
  return items;
}

/** Returns one item as {@linkcode itemsAsOf} does; null if the vault had none then. */
export function itemAsOf(vault: Vault, moment: Moment): SnapshotItem | null {
  const row = newestRow(vault, COLUMNS, moment, FORMER_COLUMNS);
  return row === undefined ? null : itemOf(row, { at: moment.at, once: new Once() });
}

/**
 * Passes the id of each live item of a type to `visit`, with the hash of its canonical form in hexadecimal digits; empty
 * if the hash is unknown.
 */
export function eachLiveForm(vault: Vault, type: number, visit: (id: string, form: string) => void): void {
  const statement = vault.prepare(
    `SELECT id, hex(${vault.canonicalForm}) AS form FROM content_items
     WHERE content_type = ? AND deleted_at IS NULL ORDER BY id`,
  );
  vault.read(() => {
    for (const row of statement.iterate(type)) visit(String(row["id"]), String(row["form"]));
  });
}

/** Shares equal strings between rows. Without it, each row has its own copy. */
class Once {
  private readonly texts = new Map<string, string>();

  text(value: unknown): string | null {
    if (typeof value !== "string") return null;
    const known = this.texts.get(value);
    if (known === undefined) this.texts.set(value, value);
    return known ?? value;
  }
}

function itemOf(row: Record<string, unknown>, { at, once }: { at: string; once: Once }): SnapshotItem {
  const until = once.text(row["until"]);
  return {
    id: String(row["id"]),
    name: row["name"] as string | null,
    ownerId: once.text(row["owner_id"]),
    ownerEmail: once.text(row["owner_email"]),
    folderId: once.text(row["folder_id"]),
    updatedAt: row["updated_at"] as string | null,
    trashed: row["trashed"] === 1,
    deletedAt: until !== null && until <= at ? until : null,
    validFrom: once.text(row["valid_from"]) ?? "",
  };
}

/**
 * Returns the MessagePack of the version that {@linkcode itemsAsOf} returns for an item; null if the vault had none
 * then.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function bodyAsOf(vault: Vault, moment: Moment): Uint8Array | null {
  const row = newestRow(vault, "valid_from, content_size, content_hash, encoding, content_data", moment);
  return row === undefined ? null : bodyOfRow(row);
}

/** Returns the stored digest of the body that {@linkcode bodyAsOf} returns; null if there is none. */
export function digestAsOf(vault: Vault, moment: Moment): Uint8Array | null {
  const digest = newestRow(vault, "valid_from, content_hash", moment)?.["content_hash"];
  return digest instanceof Uint8Array ? digest : null;
}

/**
 * Returns the hash of the canonical form of an item in hexadecimal digits; undefined if there is no such item, or if the
 * hash is unknown.
 */
export function formAsOf(vault: Vault, moment: Moment): string | undefined {
  const form = newestRow(vault, `valid_from, hex(${vault.canonicalForm}) AS form`, moment)?.["form"];
  return typeof form === "string" && form !== "" ? form : undefined;
}

/** An item at a time (ISO 8601 UTC). */
interface Moment {
  type: number;
  id: string;
  at: string;
}

function newestRow(
  vault: Vault,
  columns: string,
  { type, id, at }: Moment,
  formerColumns = columns,
): Record<string, unknown> | undefined {
  const newest =
    `SELECT ${columns} FROM content_items WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3`;
  return vault.read(() =>
    vault.prepare(
      at === NOW ? newest : `${newest}
       UNION ALL
       SELECT ${formerColumns} FROM content_history WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3
       ORDER BY valid_from DESC LIMIT 1`,
    ).get(type, id, at)
  );
}

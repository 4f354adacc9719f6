/**
 * Reads the bodies of current and former versions.
 *
 * @module
 */
import { decompress, decompressAlone, ENCODING } from "../codec/compress.ts";
import { isSha256 } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import { hasMarks } from "./seen.ts";
import type { Vault } from "./vault.ts";

/** A version of an item. Times are ISO 8601 UTC. */
export interface Version {
  /** When a run first saw this version. */
  validFrom: string;
  /** When a run saw the next version, or found the item deleted; null for the current version. */
  validTo: string | null;
  /** Whether the version ended because the item was deleted. */
  gone: boolean;
  name: string | null;
  /** Looker's own timestamp. */
  updatedAt: string | null;
  /** Length of the MessagePack, bytes. */
  size: number;
  /** The last run that saw this version. */
  sessionId: string;
  /** Whether the item is in Looker's trash. */
  trashed: boolean;
}

type Row = Record<string, unknown>;

const BODY = "content_size, content_hash, encoding, content_data";

/**
 * Returns the MessagePack of an item's newest version; null if there is no such item.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function readBody(vault: Vault, type: number, id: string): Uint8Array | null {
  const row = vault.read(() =>
    vault.prepare(`SELECT ${BODY} FROM content_items WHERE content_type = ? AND id = ?`).get(type, id)
  );
  return row === undefined ? null : bodyOfRow(row);
}

/**
 * Returns the MessagePack of an item as it was at a time (ISO 8601 UTC); null if the vault had none then.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function readBodyAt(
  vault: Vault,
  moment: { type: number; id: string; at: string },
): Uint8Array | null {
  const row = rowAt(vault, BODY, moment);
  return row === undefined ? null : bodyOfRow(row);
}

/** Returns columns of an item's row as it was at a time (ISO 8601 UTC); undefined if the item did not exist then. */
export function rowAt(
  vault: Vault,
  columns: string,
  { type, id, at }: { type: number; id: string; at: string },
): Row | undefined {
  return vault.read(() =>
    vault.prepare(
      `SELECT ${columns} FROM content_items
         WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3 AND (deleted_at IS NULL OR deleted_at > ?3)
       UNION ALL
       SELECT ${columns} FROM content_history
         WHERE content_type = ?1 AND id = ?2 AND valid_from <= ?3 AND valid_to > ?3
       LIMIT 1`,
    ).get(type, id, at)
  );
}

/** Returns all versions of an item, the newest first; empty if the vault never had it. */
export function versionsOf(vault: Vault, type: number, id: string): Version[] {
  const columns = "valid_from, name, updated_at, content_size, trashed, deleted_at";
  const seenBy = hasMarks(vault)
    ? "(SELECT session_id FROM content_seen WHERE content_type = ?1 AND id = ?2) AS session_id"
    : "session_id";
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT ${columns}, ${seenBy}, deleted_at AS valid_to FROM content_items WHERE content_type = ?1 AND id = ?2
       UNION ALL
       SELECT ${columns}, session_id, valid_to FROM content_history WHERE content_type = ?1 AND id = ?2
       ORDER BY valid_from DESC`,
    ).all(type, id)
  );
  return rows.map((row) => ({
    validFrom: String(row["valid_from"]),
    validTo: row["valid_to"] as string | null,
    gone: row["deleted_at"] !== null,
    name: row["name"] as string | null,
    updatedAt: row["updated_at"] as string | null,
    size: Number(row["content_size"]),
    sessionId: String(row["session_id"]),
    trashed: row["trashed"] === 1,
  }));
}

/**
 * Returns the MessagePack of a row with `content_size`, `content_hash`, `encoding` and `content_data`.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored.
 */
export function bodyOfRow(
  { content_size: size, content_hash: digest, encoding, content_data: data }: Row,
): Uint8Array {
  const known = encoding === ENCODING.zstd || encoding === ENCODING.plain;
  if (
    !(data instanceof Uint8Array) || !(digest instanceof Uint8Array) || typeof size !== "number" || !known
  ) {
    throw new DamagedBodyError("Cannot decode the body: its row is damaged");
  }
  const encoded = { encoding, data };
  const bytes = decompress(encoded, size);
  if (isSha256(digest, bytes)) return requireMap(bytes);
  // The shared decoder may be in a bad state after a damaged body. A new decoder rules that out.
  const again = decompressAlone(encoded, size);
  if (isSha256(digest, again)) return requireMap(again);
  throw new DamagedBodyError("Cannot decode the body: its checksum does not match");
}

/** Checks that a body is a map. Code that reads a part of a body relies on it. */
function requireMap(bytes: Uint8Array): Uint8Array {
  const [tag = 0] = bytes;
  if ((tag & 0xf0) === 0x80 || tag === 0xde || tag === 0xdf) return bytes;
  throw new DamagedBodyError("Cannot decode the body: it is not a JSON object");
}

/**
 * Reads bodies, current and former ones.
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
  /** When a run first saw it. */
  validFrom: string;
  /** When a run saw another in its place, or that the item was gone; null for what is there. */
  validTo: string | null;
  /** Whether it ended by the item being gone. */
  gone: boolean;
  name: string | null;
  /** Looker's own timestamp. */
  updatedAt: string | null;
  /** Length of its MessagePack, bytes. */
  size: number;
  /** The last run that saw it. */
  sessionId: string;
  /** Whether it is in Looker's trash. */
  trashed: boolean;
}

type Row = Record<string, unknown>;

const BODY = "content_size, content_hash, encoding, content_data";

/**
 * The MessagePack of an item's newest version; null when there is no such item.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
 */
export function readBody(vault: Vault, type: number, id: string): Uint8Array | null {
  const row = vault.read(() =>
    vault.prepare(`SELECT ${BODY} FROM content_items WHERE content_type = ? AND id = ?`).get(type, id)
  );
  return row === undefined ? null : bodyOfRow(row);
}

/**
 * The MessagePack of an item as it was at a time (ISO 8601 UTC); null when the vault knew of none then.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
 */
export function readBodyAt(
  vault: Vault,
  moment: { type: number; id: string; at: string },
): Uint8Array | null {
  const row = rowAt(vault, BODY, moment);
  return row === undefined ? null : bodyOfRow(row);
}

/** Columns of an item's row as it was at a time (ISO 8601 UTC); undefined when it was not there then. */
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

/** All versions of an item, the newest first; none when the vault never held it. */
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
 * The MessagePack of a row that holds `content_size`, `content_hash`, `encoding` and `content_data`.
 *
 * @throws {DamagedBodyError} when it is not what was stored.
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
  // Nothing of a damaged body that was decoded before can be to blame.
  const again = decompressAlone(encoded, size);
  if (isSha256(digest, again)) return requireMap(again);
  throw new DamagedBodyError("Cannot decode the body: its digest is not the one it was stored with");
}

/** Every body is a map: whoever reads a part of one may rely on it. */
function requireMap(bytes: Uint8Array): Uint8Array {
  const [tag = 0] = bytes;
  if ((tag & 0xf0) === 0x80 || tag === 0xde || tag === 0xdf) return bytes;
  throw new DamagedBodyError("Cannot decode the body: it is not a JSON object");
}

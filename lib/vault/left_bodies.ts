/**
 * Omits bodies from a vault in memory if another vault has the same bytes. A capture of an entire instance then needs
 * memory only for what differs from the backup.
 *
 * @module
 */
import { ENCODING } from "../codec/compress.ts";
import { sameBytes } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import type { ContentItem } from "./content_item.ts";
import { heldRow, isIntact, type ItemFacts } from "./held_item.ts";
import type { Row } from "./statement.ts";
import type { Vault } from "./vault.ts";
import { bodyOfRow } from "./versions.ts";

const BODY = "content_size, content_hash, encoding, content_data";

/** Returns the row of an item whose body may be omitted; undefined if the rows of `held` were hashed by other rules. */
export function leavableRow(held: Vault, type: number, id: string): Row | undefined {
  return held.canonicalForm === "canonical_hash" ? heldRow(held, type, id) : undefined;
}

/** The columns next to a body. The row with the body contains them too. */
const BESIDE = {
  name: null,
  ownerId: null,
  ownerEmail: null,
  folderId: null,
  createdAt: null,
  updatedAt: null,
} as const;

/** Returns an item without its body and the columns next to it if `row` has the same content; null otherwise. */
export function leftItem(row: Row, item: ItemFacts): ContentItem | null {
  const { canonical_hash: form, content_hash: digest } = row;
  if (!(form instanceof Uint8Array) || !(digest instanceof Uint8Array)) return null;
  if (!sameBytes(digest, item.contentHash) || !isIntact(row)) return null;
  return { ...item, ...BESIDE, canonicalHash: form, encoding: ENCODING.plain, data: new Uint8Array() };
}

/**
 * Returns the MessagePack of an item of `whole`. An omitted body is read from the version in `held` with the same
 * digest. Null if `whole` has no such item.
 *
 * @throws {DamagedBodyError} if the body differs from what was stored, or if `held` no longer has it.
 */
export function readBodyFrom(
  whole: Vault,
  held: Vault | null,
  { type, id }: { type: number; id: string },
): Uint8Array | null {
  const row = whole.read(() =>
    whole.prepare(`SELECT ${BODY} FROM content_items WHERE content_type = ? AND id = ?`).get(type, id)
  );
  if (row === undefined) return null;
  const { content_data: data, content_hash: digest } = row;
  const isLeft = data instanceof Uint8Array && data.length === 0 && digest instanceof Uint8Array;
  if (!isLeft || held === null) return bodyOfRow(row);
  const same = held.read(() =>
    held.prepare(
      `SELECT ${BODY} FROM content_items WHERE content_type = ?1 AND id = ?2
       UNION ALL SELECT ${BODY} FROM content_history WHERE content_type = ?1 AND id = ?2`,
    ).all(type, id)
  ).find((one) => one["content_hash"] instanceof Uint8Array && sameBytes(one["content_hash"], digest));
  if (same === undefined) {
    throw new DamagedBodyError("Cannot read the item: its version in the vault has changed");
  }
  return bodyOfRow(same);
}

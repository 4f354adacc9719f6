/**
 * Converts a body to a row: computes columns and hashes, and compresses the body.
 *
 * @module
 */
import { REGISTRY } from "../looker/content_types.ts";
import { storableText } from "../vault/content.ts";
import type { ContentItem } from "../vault/content_item.ts";
import type { ItemFacts } from "../vault/held_item.ts";
import { type Body, requireStorable } from "../codec/body.ts";
import { compress } from "../codec/compress.ts";
import { sha256 } from "../codec/digest.ts";
import { columnsOf } from "../looker/columns.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { canonicalHash } from "../looker/equality.ts";

/** The key under which lookervault stores what belongs to an item but is not in its body. */
export const VAULT_KEY = "_vault";

/**
 * Returns the columns of an item that can be computed without a canonical form. `email` returns a user's address.
 *
 * @throws {InexactError} if the body is too large to be read back.
 */
export function itemFacts(
  type: ContentType,
  id: string,
  body: Body,
  email: (userId: string) => string | null,
): ItemFacts {
  requireStorable(body.bytes);
  const columns = columnsOf(type, id, body), { ownerId } = columns;
  return {
    type: typeCode(type),
    id,
    name: storableText(columns.name),
    ownerId: storableText(ownerId),
    ownerEmail: storableText(
      REGISTRY[type].email !== undefined ? columns.email : ownerId === null ? null : email(ownerId),
    ),
    folderId: storableText(columns.folderId),
    createdAt: columns.createdAt,
    updatedAt: columns.updatedAt,
    trashed: columns.trashed,
    size: body.bytes.length,
    contentHash: sha256(body.bytes),
  };
}

/**
 * Returns the row of a body.
 *
 * @throws {InexactError} if the body is too large to be read back.
 */
export function encodeItem(
  type: ContentType,
  id: string,
  body: Body,
  email: (userId: string) => string | null,
): ContentItem {
  const facts = itemFacts(type, id, body, email);
  return { ...facts, canonicalHash: canonicalHash(type, body.bytes), ...compress(body.bytes) };
}

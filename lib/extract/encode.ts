/**
 * From a body to a row: secrets out, metadata beside it, digests, compression.
 *
 * @module
 */
import type { ContentItem } from "../vault/content_item.ts";
import { type Body, requireStorable } from "../codec/body.ts";
import { compress } from "../codec/compress.ts";
import { sha256 } from "../codec/digest.ts";
import { columnsOf } from "../looker/columns.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { canonicalHash } from "../looker/equality.ts";

/** The key under which lookervault keeps what belongs to an item but is not in its body. */
export const VAULT_KEY = "_vault";

/** The row of a body. `email` tells a user's address. @throws {InexactError} when it is too large to be read back. */
export function encodeItem(
  type: ContentType,
  id: string,
  body: Body,
  email: (userId: string) => string | null,
): ContentItem {
  requireStorable(body.bytes);
  const columns = columnsOf(type, id, body), { ownerId } = columns;
  const { encoding, data } = compress(body.bytes);
  return {
    type: typeCode(type),
    id,
    name: columns.name,
    ownerId,
    ownerEmail: type === "users" ? columns.email : ownerId === null ? null : email(ownerId),
    folderId: columns.folderId,
    createdAt: columns.createdAt,
    updatedAt: columns.updatedAt,
    trashed: columns.trashed,
    size: body.bytes.length,
    contentHash: sha256(body.bytes),
    canonicalHash: canonicalHash(type, body.bytes),
    encoding,
    data,
  };
}

/**
 * From a body to a row: secrets out, metadata beside it, digests, compression.
 *
 * @module
 */
import type { Body } from "../codec/body.ts";
import { canonical } from "../codec/canonical.ts";
import { compress } from "../codec/compress.ts";
import { sha256 } from "../codec/digest.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";
import { utcTimestamp } from "../looker/timestamps.ts";
import { volatileKeys } from "../looker/volatile.ts";
import type { ContentItem } from "../vault/content.ts";

/** The key under which lookervault keeps what belongs to an item but is not in its body. */
export const VAULT_KEY = "_vault";

/** The id of a body, or null when it has none. */
export function idOf(type: ContentType, body: Body): string | null {
  return first(body, REGISTRY[type].id);
}

/** The row of a body. `email` tells a user's address. */
export function encodeItem(
  type: ContentType,
  id: string,
  body: Body,
  email: (userId: string) => string | null,
): ContentItem {
  const entry = REGISTRY[type];
  const ownerId = entry.owner === undefined ? null : body.text(entry.owner);
  const { encoding, data } = compress(body.bytes);
  return {
    type: typeCode(type),
    id,
    name: nameOf(type, id, body),
    ownerId,
    ownerEmail: type === "users" ? body.text("email") : ownerId === null ? null : email(ownerId),
    folderId: entry.folder === undefined ? null : body.text(entry.folder),
    createdAt: entry.createdAt === undefined ? null : utcTimestamp(body.get(entry.createdAt)),
    updatedAt: entry.updatedAt === undefined ? null : utcTimestamp(body.get(entry.updatedAt)),
    trashed: entry.trashed !== undefined && body.get(entry.trashed) === true,
    size: body.bytes.length,
    contentHash: sha256(body.bytes),
    canonicalHash: sha256(canonical(body.bytes, volatileKeys(type))),
    encoding,
    data,
  };
}

function nameOf(type: ContentType, id: string, body: Body): string | null {
  if (type === "settings") return id;
  const name = first(body, REGISTRY[type].name);
  // SQLite cuts text at NUL when it is read.
  return name === null ? null : name.replaceAll("\0", "\ufffd");
}

function first(body: Body, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = body.text(key);
    if (text !== null && text !== "") return text;
  }
  return null;
}

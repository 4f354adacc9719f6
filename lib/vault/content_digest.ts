/**
 * The digests of an item as a run stores it.
 *
 * @module
 */
import type { Capture, ContentItem } from "./content_item.ts";
import { rowHash, seenHash } from "./row_digest.ts";

/** Returns the `row_hash` of an item whose version began at `validFrom`. */
export function rowHashOf(item: ContentItem, validFrom: string): Uint8Array {
  return rowHash([
    item.type,
    item.id,
    item.name,
    item.ownerId,
    item.ownerEmail,
    item.folderId,
    item.createdAt,
    item.updatedAt,
    validFrom,
    item.trashed ? 1 : 0,
    item.size,
    item.encoding,
    item.contentHash,
    item.canonicalHash,
    item.data,
  ]);
}

let last: Capture & { hash: Uint8Array } | null = null;

/** Returns the `seen_hash` of an item that a run sees now. All items of a batch have the same one. */
export function seenNow({ sessionId, at }: Capture): Uint8Array {
  if (last === null || last.sessionId !== sessionId || last.at !== at) {
    last = { sessionId, at, hash: seenHash([at, sessionId, null, null]) };
  }
  return last.hash;
}

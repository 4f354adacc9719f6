/**
 * Digests over entire rows, so that any changed bit is detected. A body's own digest covers neither the other columns
 * nor bits of a compressed frame that do not affect the decoded body.
 *
 * The `row_hash` of `content_items`, `content_history` and `restoration_backups` is the SHA-256 of a JSON array of the
 * row's permanent values, followed by its BLOBs. The `seen_hash` of the first two tables covers, in four bytes, the
 * values that are rewritten whenever a run sees an item.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { isSha256, sha256 } from "../codec/digest.ts";

/** The columns under a version's `row_hash`, in this order. The BLOBs are last. */
export const ROW_COLUMNS = [
  "content_type",
  "id",
  "name",
  "owner_id",
  "owner_email",
  "folder_id",
  "created_at",
  "updated_at",
  "valid_from",
  "trashed",
  "content_size",
  "encoding",
  "content_hash",
  "canonical_hash",
  "content_data",
] as const;

/** The columns under the `row_hash` of a row of `restoration_backups`. */
export const KEPT_COLUMNS = [
  "session_id",
  "content_type",
  "id",
  "taken_at",
  "content_size",
  "encoding",
  "content_hash",
  "content_data",
] as const;

/** The columns under a version's `seen_hash`. `content_items` has no `valid_to` and uses null. */
export const SEEN_COLUMNS = ["synced_at", "session_id", "deleted_at", "valid_to"] as const;

const encoder = new TextEncoder();
let scratch = new Uint8Array(1 << 16);

/** Returns the `row_hash` of values in the order of {@linkcode ROW_COLUMNS} or {@linkcode KEPT_COLUMNS}. */
export function rowHash(values: readonly unknown[]): Uint8Array {
  return sha256(digested(values));
}

/** Whether the stored `row_hash` matches the values. */
export function isRowHash(stored: unknown, values: readonly unknown[]): boolean {
  return stored instanceof Uint8Array && isSha256(stored, digested(values));
}

/** Returns the bytes that `row_hash` is the digest of. They are valid until the next call. */
function digested(values: readonly unknown[]): Uint8Array {
  const blobs: Uint8Array[] = [];
  const texts = values.map((value) => {
    if (!(value instanceof Uint8Array)) return value;
    blobs.push(value);
    return value.length;
  });
  const head = JSON.stringify(texts);
  // A code unit takes at most three bytes in UTF-8.
  const most = blobs.reduce((sum, blob) => sum + blob.length, head.length * 3);
  if (scratch.length < most) scratch = new Uint8Array(most * 2);
  let at = encoder.encodeInto(head, scratch).written;
  for (const blob of blobs) {
    scratch.set(blob, at);
    at += blob.length;
  }
  return scratch.subarray(0, at);
}

/** Returns the `seen_hash` of values in the order of {@linkcode SEEN_COLUMNS}. */
export function seenHash(values: readonly unknown[]): Uint8Array {
  const crc = new Uint8Array(4);
  new DataView(crc.buffer).setUint32(0, crc32(JSON.stringify(values)));
  return crc;
}

/** Whether the stored `seen_hash` matches the values. */
export function isSeenHash(stored: unknown, values: readonly unknown[]): boolean {
  if (!(stored instanceof Uint8Array) || stored.length !== 4) return false;
  const crc = crc32(JSON.stringify(values));
  return stored.every((byte, i) => byte === ((crc >>> (24 - 8 * i)) & 0xff));
}

/** Registers both digests as SQL functions, `row_digest(...)` and `seen_digest(...)`, on a connection that writes. */
export function registerDigests(db: DatabaseSync): void {
  db.function("row_digest", { deterministic: true, varargs: true }, (...values) => rowHash(values));
  db.function("seen_digest", { deterministic: true, varargs: true }, (...values) => seenHash(values));
}

/** Computes and compares SHA-256 digests. @module */
import { hash } from "node:crypto";

/** Returns the SHA-256 of `bytes`, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/**
 * Whether `digest` is the SHA-256 of `bytes`. Compares them as texts, because buffers are memory that the engine does
 * not count and frees late.
 */
export function isSha256(digest: Uint8Array, bytes: Uint8Array): boolean {
  return digest.length === 32 && hash("sha256", bytes, "hex") === digest.toHex();
}

/** Whether two digests are equal. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** SHA-256 of bytes in memory. @module */
import { createHash } from "node:crypto";

/** Returns the SHA-256 of the bytes, hexadecimal. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256. @module */
import { hash } from "node:crypto";

/** The 32 bytes of the SHA-256 of `bytes`. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** Whether two digests are the same. */
export { equals as sameBytes } from "@std/bytes";

/**
 * Computes the digests of an object while its bytes are streamed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { WholeDigests } from "./store.ts";

/** Computes all digests by which stores compare objects. */
export class Digests {
  private readonly sha256 = createHash("sha256");
  private readonly md5 = createHash("md5");
  private bytes = 0;

  /** Adds the next bytes. */
  update(chunk: Uint8Array): void {
    this.sha256.update(chunk);
    this.md5.update(chunk);
    this.bytes += chunk.byteLength;
  }

  /** Returns the digests. Nothing can be added afterwards. */
  finish(): WholeDigests {
    return { bytes: this.bytes, sha256: this.sha256.digest("hex"), md5: this.md5.digest("hex") };
  }
}

/** Returns the MD5 of the bytes, hexadecimal. Stores identify a part by its MD5. */
export function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Returns the digests of bytes that are completely in memory. */
export function digestsOf(bytes: Uint8Array): WholeDigests {
  const digests = new Digests();
  digests.update(bytes);
  return digests.finish();
}

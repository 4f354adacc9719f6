/**
 * The digests of an object while its bytes are streamed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { WholeDigests } from "./store.ts";

/** Feeds bytes into all digests that stores are compared by. */
export class Digests {
  private readonly sha256 = createHash("sha256");
  private readonly md5 = createHash("md5");
  private bytes = 0;

  /** The next bytes. */
  update(chunk: Uint8Array): void {
    this.sha256.update(chunk);
    this.md5.update(chunk);
    this.bytes += chunk.byteLength;
  }

  /** What they came to; nothing can be added after. */
  finish(): WholeDigests {
    return { bytes: this.bytes, sha256: this.sha256.digest("hex"), md5: this.md5.digest("hex") };
  }
}

/** The MD5 of bytes, hexadecimal: what stores recognise a part by. */
export function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** The digests of bytes that are all there. */
export function digestsOf(bytes: Uint8Array): WholeDigests {
  const digests = new Digests();
  digests.update(bytes);
  return digests.finish();
}

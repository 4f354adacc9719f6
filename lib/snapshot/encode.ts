/**
 * Encodes a snapshot: compresses the vault, encrypts it if there are recipients, and computes the digests of the input
 * and the output.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { collectSoon } from "../base/collect.ts";
import { encrypted } from "./age.ts";
import type { Bytes } from "./bytes.ts";
import { Digests } from "./digests.ts";
import type { Sum } from "./manifest.ts";
import type { WholeDigests } from "./store.ts";
import { compressed } from "./zstd.ts";

/**
 * The JavaScript engine frees buffers late. The encoder asks it to collect garbage each time this many bytes were
 * written.
 */
export const COLLECT_EACH = 4 * 1024 * 1024;

/** Size and digests of the input and the output. */
export interface Encoded {
  plain: Sum;
  stored: WholeDigests;
}

/** Encodes a stream. Calls `onEnd` with the digests after the last byte. */
export async function* encoded(
  source: Bytes,
  { recipients, onEnd }: { recipients: readonly string[]; onEnd: (encoded: Encoded) => void },
): Bytes {
  const plain = createHash("sha256"), stored = new Digests();
  let bytes = 0;
  async function* digested(): Bytes {
    for await (const chunk of source) {
      plain.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const packed = compressed(digested());
  let since = 0;
  for await (const chunk of recipients.length === 0 ? packed : encrypted(packed, recipients)) {
    stored.update(chunk);
    yield chunk;
    since += chunk.length;
    if (since < COLLECT_EACH) continue;
    since = 0;
    collectSoon();
  }
  onEnd({ plain: { bytes, sha256: plain.digest("hex") }, stored: stored.finish() });
}

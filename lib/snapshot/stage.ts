/**
 * Writes a vault's copy into the spool: compressed, and encrypted where there are recipients.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { FrozenVault } from "../vault/frozen.ts";
import { encrypted } from "./age.ts";
import type { Bytes } from "./bytes.ts";
import { Digests } from "./digests.ts";
import type { Growing } from "./growing.ts";
import type { Sum } from "./manifest.ts";
import type { WholeDigests } from "./store.ts";
import { compressed } from "./zstd.ts";

/** What is staged, and where to. */
export interface StageOptions {
  file: Deno.FsFile;
  growing: Growing;
  recipients: readonly string[];
  /** Is told how many bytes of the vault have been read. */
  onRead: (bytes: number) => void;
}

/** Writes the copy; gives what went in and what came out. */
export async function stage(
  frozen: Pick<FrozenVault, "read">,
  { file, growing, recipients, onRead }: StageOptions,
): Promise<{ plain: Sum; stored: WholeDigests }> {
  const plain = createHash("sha256"), stored = new Digests();
  let bytes = 0;
  async function* read(): Bytes {
    for await (const chunk of frozen.read()) {
      plain.update(chunk);
      bytes += chunk.length;
      onRead(bytes);
      yield chunk;
    }
  }
  await file.truncate(0);
  await file.seek(0, Deno.SeekMode.Start);
  const packed = compressed(read());
  for await (const chunk of recipients.length === 0 ? packed : encrypted(packed, recipients)) {
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    stored.update(chunk);
    growing.grew(chunk.length);
  }
  await file.sync();
  return { plain: { bytes, sha256: plain.digest("hex") }, stored: stored.finish() };
}

/**
 * Writes a vault into the spool: compressed, and encrypted if there are recipients.
 *
 * @module
 */
import type { FrozenVault } from "../vault/frozen.ts";
import { collectSoon } from "../base/collect.ts";
import type { Bytes } from "./bytes.ts";
import { COLLECT_EACH, type Encoded, encoded } from "./encode.ts";
import { encodedBeside } from "./encode_thread.ts";
import type { Growing } from "./growing.ts";

/** Options of {@linkcode stage}. */
export interface StageOptions {
  file: Deno.FsFile;
  growing: Growing;
  recipients: readonly string[];
  /** Receives the number of bytes that have been read from the vault. */
  onRead: (bytes: number) => void;
}

/** The size in bytes below which encoding a vault is faster than starting a thread. */
const SMALL = 8 * 1024 * 1024;

/** Writes the snapshot. Returns the size and digests of the input and the output. */
export async function stage(
  frozen: Pick<FrozenVault, "read" | "bytes">,
  { file, growing, recipients, onRead }: StageOptions,
): Promise<Encoded> {
  let bytes = 0;
  const ended: Encoded[] = [];
  async function* read(): Bytes {
    for await (const chunk of frozen.read()) {
      bytes += chunk.length;
      onRead(bytes);
      yield chunk;
    }
  }
  await file.truncate(0);
  await file.seek(0, Deno.SeekMode.Start);
  let since = 0;
  const encode = frozen.bytes < SMALL ? encoded : encodedBeside;
  for await (const chunk of encode(read(), { recipients, onEnd: (one) => ended.push(one) })) {
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    growing.grew(chunk.length);
    since += chunk.length;
    if (since < COLLECT_EACH) continue;
    since = 0;
    collectSoon();
  }
  await file.sync();
  const [whole] = ended;
  if (whole === undefined) throw new Error("Cannot create the snapshot: its end is missing");
  return whole;
}

/**
 * Writes a vault's copy into the spool: compressed, and encrypted where there are recipients.
 *
 * @module
 */
import type { FrozenVault } from "../vault/frozen.ts";
import { collectSoon } from "../base/collect.ts";
import type { Bytes } from "./bytes.ts";
import { COLLECT_EACH, type Encoded, encoded } from "./encode.ts";
import { encodedBeside } from "./encode_thread.ts";
import type { Growing } from "./growing.ts";

/** What is staged, and where to. */
export interface StageOptions {
  file: Deno.FsFile;
  growing: Growing;
  recipients: readonly string[];
  /** Is told how many bytes of the vault have been read. */
  onRead: (bytes: number) => void;
}

/** A vault below this is encoded before a thread would have begun, bytes. */
const SMALL = 8 * 1024 * 1024;

/** Writes the copy; gives what went in and what came out. */
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

/** The digests of a file. @module */
import { Digests } from "./digests.ts";
import type { WholeDigests } from "./store.ts";

/** Reads a file and returns its digests. */
export async function fileDigests(path: string, { signal }: { signal: AbortSignal }): Promise<WholeDigests> {
  using file = await Deno.open(path, { read: true });
  const digests = new Digests(), chunk = new Uint8Array(1024 * 1024);
  for (let read = await file.read(chunk); read !== null; read = await file.read(chunk)) {
    signal.throwIfAborted();
    digests.update(chunk.subarray(0, read));
  }
  return digests.finish();
}

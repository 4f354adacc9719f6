/**
 * Uploads a spooled snapshot into a store, part by part, while it is still being written.
 *
 * @module
 */
import { digestsOf } from "./digests.ts";
import { forEachPooled } from "../base/pool.ts";
import type { Growing } from "./growing.ts";
import type { CallOptions, Store, Upload, UploadedPart } from "./store.ts";

/**
 * The number of concurrent uploads of parts. Two keep the connection busy and limit memory: fetch needs much memory for
 * each.
 */
const SIDE_BY_SIDE = 2;

/** Options of {@linkcode putParts}. */
export interface UploadOptions extends CallOptions {
  /** The path of the spool. */
  path: string;
  growing: Growing;
  /** The parts that the store already has. */
  has: readonly UploadedPart[];
  /** Receives the number of bytes that are in the store. */
  onPart: (bytes: number) => void;
}

/** Uploads all parts that the store does not have. Returns all parts, sorted by number. */
export async function putParts(
  store: Store,
  upload: Upload,
  { path, growing, has, onPart, signal }: UploadOptions,
): Promise<UploadedPart[]> {
  using file = await Deno.open(path, { read: true });
  const known = new Map(has.map((part) => [part.number, part]));
  const parts: UploadedPart[] = [], spare: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  async function* pieces(): AsyncGenerator<{ number: number; bytes: Uint8Array<ArrayBuffer> }> {
    for (let number = 1;; number++) {
      const from = (number - 1) * upload.partBytes;
      const size = Math.min(await growing.reaches(from + upload.partBytes) - from, upload.partBytes);
      // An empty file has one empty part.
      if (size <= 0 && number > 1) return;
      const buffer = spare.pop() ?? new Uint8Array(upload.partBytes);
      const bytes = buffer.subarray(0, Math.max(size, 0));
      await file.seek(from, Deno.SeekMode.Start);
      await fill(file, bytes);
      yield { number, bytes };
      if (size < upload.partBytes) return;
    }
  }
  await forEachPooled(
    pieces(),
    store.abilities.partsInOrder ? 1 : SIDE_BY_SIDE,
    async ({ number, bytes }) => {
      signal.throwIfAborted();
      const before = known.get(number);
      parts[number - 1] = before !== undefined && isSamePart(before, bytes)
        ? before
        : await store.putPart(upload, { number, bytes }, { signal });
      done += bytes.length;
      onPart(done);
      spare.push(new Uint8Array(bytes.buffer));
    },
  );
  return parts;
}

function isSamePart({ bytes: size, md5 }: UploadedPart, bytes: Uint8Array): boolean {
  return size === bytes.length && md5 !== null && md5 === digestsOf(bytes).md5;
}

async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) throw new Error("Cannot read the spooled copy: it was truncated");
    at += read;
  }
}

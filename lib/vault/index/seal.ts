/**
 * The seal of an index: a hash of the entire file, after its last page. A lost or flipped byte would hide hits, and
 * nothing in a vault shows that a hit is missing. Therefore all bytes are checked each time the index is opened.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** The first bytes of a seal. */
const MARK = new TextEncoder().encode("lookervault seal");
const DIGEST = 32;
const SEAL = MARK.length + DIGEST;
/** Bytes per read. A chunk is hashed while it is still in the processor's cache. */
const CHUNK = 256 * 1024;

/** Appends the seal to a complete file. */
export function seal(file: Deno.FsFile): void {
  const { size } = file.statSync(), digest = digestOf(file, size);
  file.seekSync(size, Deno.SeekMode.Start);
  writeAll(file, MARK);
  writeAll(file, digest);
}

/** Whether a file matches its seal. With `to`, also copies everything before the seal to that file. */
export function isSealed(file: Deno.FsFile, { to }: { to?: Deno.FsFile } = {}): boolean {
  const { size } = file.statSync();
  if (size < SEAL) return false;
  const end = new Uint8Array(SEAL);
  file.seekSync(size - SEAL, Deno.SeekMode.Start);
  if (readInto(file, end) < SEAL || !isSame(end.subarray(0, MARK.length), MARK)) return false;
  return isSame(digestOf(file, size - SEAL, to), end.subarray(MARK.length));
}

function digestOf(file: Deno.FsFile, size: number, to?: Deno.FsFile): Uint8Array {
  const hash = createHash("sha256"), chunk = new Uint8Array(Math.min(CHUNK, size));
  file.seekSync(0, Deno.SeekMode.Start);
  for (let left = size; left > 0;) {
    const read = readInto(file, chunk.subarray(0, Math.min(left, chunk.length)));
    if (read === 0) break;
    hash.update(chunk.subarray(0, read));
    if (to !== undefined) writeAll(to, chunk.subarray(0, read));
    left -= read;
  }
  return hash.digest();
}

function readInto(file: Deno.FsFile, bytes: Uint8Array): number {
  let size = 0;
  while (size < bytes.length) {
    const read = file.readSync(bytes.subarray(size));
    if (read === null) break;
    size += read;
  }
  return size;
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

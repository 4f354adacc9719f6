/**
 * Reads the files of a directory: listing, content, digests.
 *
 * @module
 */
import { join } from "node:path";
import { Digests } from "../digests.ts";
import { RefusedError } from "../errors.ts";
import type { ByteRange, WholeDigests } from "../store.ts";
import { fileFailure } from "./failure.ts";

/** The size of a read, in bytes. */
const CHUNK = 256 * 1024;

/** A file and its path, with slashes, relative to the root. */
export interface FoundFile {
  path: string;
  bytes: number;
  modifiedAt: string;
}

/**
 * Lists the files below `root` whose paths begin with `prefix` and whose names `chosen` accepts. Skips links and
 * devices, and files that are removed during the listing.
 */
export async function* filesBelow(
  root: string,
  prefix: string,
  { chosen, signal }: { chosen: (name: string) => boolean; signal: AbortSignal },
): AsyncIterable<FoundFile> {
  const waiting = [""];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    signal.throwIfAborted();
    for await (const { name, isDirectory, isFile } of Deno.readDir(join(root, below))) {
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory && !name.startsWith(".") && mayHold(path, prefix)) waiting.push(path);
      if (!isFile || !chosen(name) || !withoutDot(path).startsWith(prefix)) continue;
      const info = await Deno.lstat(join(root, path)).catch(gone);
      if (info === null || !info.isFile) continue;
      yield { path, bytes: info.size, modifiedAt: (info.mtime ?? new Date(0)).toISOString() };
    }
  }
}

/** Whether a directory can contain paths with the prefix. */
function mayHold(directory: string, prefix: string): boolean {
  return prefix.startsWith(`${directory}/`) || `${directory}/`.startsWith(prefix);
}

/**
 * Returns the path without the dot before its file name, so that unfinished files match the names that they will have.
 */
function withoutDot(path: string): string {
  return path.replace(/(^|\/)\.(?=[^/]*$)/, "$1");
}

function gone(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}

/** Streams the bytes of an open file, and closes it at the end. */
export function fileStream(
  file: Deno.FsFile,
  { from, to, path, signal }: Required<ByteRange> & { path: string; signal: AbortSignal },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = from;
  return new ReadableStream({
    async start() {
      await file.seek(from, Deno.SeekMode.Start);
    },
    async pull(controller) {
      try {
        signal.throwIfAborted();
        const chunk = new Uint8Array(Math.min(CHUNK, to - at));
        const read = chunk.length === 0 ? null : await file.read(chunk);
        if (read === null) {
          if (at < to) throw new Deno.errors.UnexpectedEof("the file was truncated while it was read");
          file.close();
          return controller.close();
        }
        at += read;
        controller.enqueue(chunk.subarray(0, read));
      } catch (error) {
        file.close();
        throw fileFailure(error, "read", path);
      }
    },
    cancel() {
      file.close();
    },
  }, { highWaterMark: 0 });
}

/** Returns the digests of a file. With `onPart`, also reports the digests of each part of `partBytes` bytes. */
export async function digestFile(
  path: string,
  { signal, partBytes = Infinity, onPart }: {
    signal: AbortSignal;
    partBytes?: number;
    onPart?: (part: WholeDigests) => void;
  },
): Promise<WholeDigests> {
  const whole = new Digests();
  let part = new Digests(), left = partBytes;
  using file = await Deno.open(path);
  const buffer = new Uint8Array(4 * CHUNK);
  for (;;) {
    signal.throwIfAborted();
    const read = await file.read(buffer.subarray(0, Math.min(left, buffer.length)));
    if (read === null) break;
    whole.update(buffer.subarray(0, read));
    if (onPart === undefined) continue;
    part.update(buffer.subarray(0, read));
    left -= read;
    if (left > 0) continue;
    onPart(part.finish());
    part = new Digests();
    left = partBytes;
  }
  return whole.finish();
}

/** Returns the file's metadata. @throws {RefusedError} if it is a link, a directory or a device */
export async function fileInfo(path: string): Promise<Deno.FileInfo> {
  const info = await Deno.lstat(path);
  if (!info.isFile) throw new RefusedError(`Cannot use ${path}: it is not a file`);
  return info;
}

/** Formats a file's time as ISO 8601. */
export function timeOf(at: Date | null): string {
  return (at ?? new Date(0)).toISOString();
}

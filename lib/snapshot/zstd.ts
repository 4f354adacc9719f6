/**
 * Compresses and decompresses streams with zstd, frame by frame. The command `zstd -d` reads the output. Memory is
 * bounded, even for a hostile snapshot.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Bytes } from "./bytes.ts";
import { CopyDamagedError } from "./copy_error.ts";
import { frameLength } from "./zstd_frames.ts";

/** The default level of zstd. */
const LEVEL = 3;

/** The size of the content of a frame, in bytes. The last frame can be smaller. */
export const FRAME = 1024 * 1024;

/** The maximum size of a frame. zstd adds at most three bytes for each 128 KiB, a header and a checksum. */
const LARGEST = FRAME + 64 * 1024;

const COMPRESSION = {
  params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** Compresses a stream. Empty input becomes one empty frame. */
export async function* compressed(source: Bytes): Bytes {
  let frames = 0;
  for await (const block of blocksOf(source)) {
    frames++;
    yield frameOf(block);
  }
  if (frames === 0) yield frameOf(new Uint8Array(0));
}

/** Decompresses a stream whose content has exactly `bytes` bytes. @throws {CopyDamagedError} */
export async function* decompressed(source: Bytes, { bytes }: { bytes: number }): Bytes {
  const most = LARGEST + 1024 * 1024, held = new Uint8Array(most);
  let end = 0, sofar = 0, frames = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + most - end);
      held.set(part, end);
      at += part.length;
      end += part.length;
      let begin = 0;
      for (;;) {
        const length = frameLength(held.subarray(begin, end));
        if (length === false || (length ?? end - begin) > LARGEST) throw unreadable();
        if (length === null) break;
        const content = contentOf(held.subarray(begin, begin + length));
        begin += length;
        frames++;
        sofar += content.length;
        if (sofar > bytes) {
          throw new CopyDamagedError(`it decompresses to more than ${counted(bytes, "byte")}`);
        }
        yield content;
      }
      held.copyWithin(0, begin, end);
      end -= begin;
    }
  }
  if (end === 0 && sofar === bytes && frames > 0) return;
  throw new CopyDamagedError(`it decompresses to ${count(sofar)} of ${counted(bytes, "byte")}`);
}

function contentOf(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(zstdDecompressSync(frame, { maxOutputLength: FRAME }));
  } catch (error) {
    throw unreadable({ cause: error });
  }
}

function unreadable(options: ErrorOptions = {}): CopyDamagedError {
  return new CopyDamagedError("zstd cannot decompress it", options);
}

function frameOf(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = zstdCompressSync(block, COMPRESSION);
  return new Uint8Array(frame.buffer as ArrayBuffer, frame.byteOffset, frame.byteLength);
}

/** Splits the stream into blocks of {@linkcode FRAME} bytes. */
async function* blocksOf(source: Bytes): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(FRAME);
  let filled = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + FRAME - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < FRAME) continue;
      yield block;
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

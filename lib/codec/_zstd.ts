/**
 * A few zstd encoders for many bodies. `zstdCompressSync()` sets up a stream, its native context and its buffers for each
 * call, which takes longer than most bodies take to encode. Each encoder is tried with known bytes first: where there is
 * none, or it answers otherwise than it must, it is not used, and the public function is asked; so it is for what does not
 * come out as expected.
 *
 * @module
 */
import { constants, createZstdCompress, zstdDecompressSync } from "node:zlib";
import { handleOf, NOTHING_WRITTEN, type ZlibHandle } from "./_zlib_handle.ts";
import { sameBytes } from "./digest.ts";

/** The frame of some bytes, in memory of its own; null where it cannot be told here. */
export type TryZstd = (bytes: Uint8Array) => Uint8Array | null;

/**
 * Windows by how many bytes they are for, as powers of two: for these sizes zstd has tables of its own, and those of a
 * larger window would be cleared for each body.
 */
const WINDOWS = [14, 17, 18];

/** Encoders of a level, each kept until it fails. */
export function tryZstdOf(level: number): TryZstd {
  const encoders = WINDOWS.map((window) => ({
    most: 2 ** window,
    encode: zstdWith(() =>
      createZstdCompress({
        params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_windowLog]: window },
      })
    ),
  }));
  return (bytes) => encoders.find(({ most }) => bytes.length <= most)?.encode(bytes) ?? null;
}

/** Encodes with the handle of what `newStream` makes, if that can be trusted. */
export function zstdWith(newStream: () => unknown): TryZstd {
  /** Null where none can be trusted; undefined before one is needed. */
  let encoder: ZlibHandle | null | undefined;
  return (bytes) => {
    if (encoder === undefined) encoder = trusted(handleOf(newStream()));
    if (encoder === null) return null;
    const frame = encode(encoder, bytes);
    // What is left of a frame that failed would begin the next one.
    if (frame === null) encoder = undefined;
    return frame;
  };
}

let scratch = new Uint8Array(1 << 16);

function encode({ write, left }: ZlibHandle, bytes: Uint8Array): Uint8Array | null {
  // Room for what does not get smaller, and to notice that there is more.
  const room = bytes.length + (bytes.length >> 7) + 1024;
  if (scratch.length < room) scratch = new Uint8Array(room * 2);
  left.fill(NOTHING_WRITTEN);
  try {
    write(constants.ZSTD_e_end, bytes, 0, bytes.length, scratch, 0, room);
    const [free = 0, unread] = left;
    if (unread === 0 && free > 0 && free < room) {
      return withSize(scratch.subarray(0, room - free), bytes.length);
    }
  } catch {
    // The public function says what is wrong.
  }
  return null;
}

/** What a frame begins with that has a window and no size: four bytes of magic, and flags. */
const HEADER = [0x28, 0xb5, 0x2f, 0xfd, 0x00];

/** Room for a header with the size. */
const LONGEST = 9;

/**
 * A frame that says how long its content is, as the public function makes it: an encoder that goes on is not told so. With
 * it decoders know what to make room for. Its window is its content then, which none of its blocks looks beyond.
 */
function withSize(frame: Uint8Array, size: number): Uint8Array | null {
  if (!HEADER.every((byte, i) => frame[i] === byte)) return null;
  const header = new Uint8Array(LONGEST), view = new DataView(header.buffer);
  header.set(HEADER);
  let length = HEADER.length;
  if (size < 256) view.setUint8(4, 0x20), view.setUint8(5, size), length += 1;
  else if (size < 256 + 0x10000) view.setUint8(4, 0x60), view.setUint16(5, size - 256, true), length += 2;
  else view.setUint8(4, 0xa0), view.setUint32(5, size, true), length += 4;
  const blocks = frame.subarray(HEADER.length + 1), whole = new Uint8Array(length + blocks.length);
  whole.set(header.subarray(0, length));
  whole.set(blocks, length);
  return whole;
}

/** An encoder that encodes known bytes, one after the other, so that the public function decodes them; null where it does not. */
function trusted(encoder: ZlibHandle | null): ZlibHandle | null {
  if (encoder === null) return null;
  const holds = KNOWN.every((bytes) => {
    const frame = encode(encoder, bytes);
    try {
      return frame !== null && frame.length < bytes.length && sameBytes(decoded(frame, bytes.length), bytes);
    } catch {
      return false;
    }
  });
  return holds ? encoder : null;
}

function decoded(frame: Uint8Array, size: number): Uint8Array {
  return zstdDecompressSync(frame, { maxOutputLength: size });
}

/** Texts of two lengths, by which sizes are written otherwise, the first of them twice. */
const KNOWN: readonly Uint8Array[] = [3, 40, 3].map((times) =>
  new TextEncoder().encode(
    "lookervault stores what Looker serves; lookervault restores what Looker served. ".repeat(times),
  )
);

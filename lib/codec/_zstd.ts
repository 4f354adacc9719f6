/**
 * A few zstd encoders that are reused for many bodies. `zstdCompressSync()` sets up a stream, a native context and
 * buffers for each call, which takes longer than encoding most bodies. A new encoder is first tested with known bytes.
 * If there is no encoder, or if it fails the test, callers use the public function instead. For each body whose frame
 * is not as expected, callers use the public function too.
 *
 * @module
 */
import { constants, createZstdCompress, zstdDecompressSync } from "node:zlib";
import { handleOf, NOTHING_WRITTEN, type ZlibHandle } from "./_zlib_handle.ts";
import { sameBytes } from "./digest.ts";

/** Returns the frame of some bytes as a new array, or null if this encoder cannot encode them. */
export type TryZstd = (bytes: Uint8Array) => Uint8Array | null;

/**
 * The windows of the encoders, as powers of two. Each encoder is for bodies up to the size of its window. zstd has
 * separate tables for these sizes; the tables of a larger window would be cleared for each body.
 */
const WINDOWS = [14, 17, 18];

/** Returns a function that encodes at a level. The function reuses each encoder until the encoder fails. */
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

/** Returns a function that encodes with the handle of the stream from `newStream`, if the handle passes the test. */
export function zstdWith(newStream: () => unknown): TryZstd {
  /** Null if the handle failed the test. Undefined until the first use. */
  let encoder: ZlibHandle | null | undefined;
  return (bytes) => {
    if (encoder === undefined) encoder = trusted(handleOf(newStream()));
    if (encoder === null) return null;
    const frame = encode(encoder, bytes);
    // The next frame would begin with the rest of the failed frame.
    if (frame === null) encoder = undefined;
    return frame;
  };
}

let scratch = new Uint8Array(1 << 16);

function encode({ write, left }: ZlibHandle, bytes: Uint8Array): Uint8Array | null {
  // The room fits bytes that do not get smaller. A frame that fills the room is too long.
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
    // The public function reports the error.
  }
  return null;
}

/** The start of a frame with a window and no size: four bytes of magic number, and the flags. */
const HEADER = [0x28, 0xb5, 0x2f, 0xfd, 0x00];

/**
 * Returns the frame with the size of its content in the header, as the public function writes it. A reused encoder does
 * not receive the size. With the size, decoders allocate the right buffer. The window is then as large as the content,
 * which no block exceeds.
 */
function withSize(frame: Uint8Array, size: number): Uint8Array | null {
  for (let i = 0; i < HEADER.length; i++) if (frame[i] !== HEADER[i]) return null;
  // The flags, and the number of bytes of the size.
  const [flags, width, stored] = size < 256
    ? [0x20, 1, size]
    : size < 256 + 0x10000
    ? [0x60, 2, size - 256]
    : [0xa0, 4, size];
  const whole = new Uint8Array(frame.length - 1 + width);
  whole.set(frame, width - 1);
  for (let i = 0; i < HEADER.length; i++) whole[i] = HEADER[i] as number;
  whole[4] = flags;
  for (let i = 0; i < width; i++) whole[5 + i] = (stored >>> (8 * i)) & 0xff;
  return whole;
}

/** Returns the encoder if the public function correctly decodes its frames of known bytes; otherwise null. */
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

/** Texts of two lengths, whose sizes are encoded differently. The first of them appears twice. */
const KNOWN: readonly Uint8Array[] = [3, 40, 3].map((times) =>
  new TextEncoder().encode(
    "lookervault stores what Looker serves; lookervault restores what Looker served. ".repeat(times),
  )
);

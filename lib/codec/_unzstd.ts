/**
 * A zstd decoder that is reused for many bodies. `zstdDecompressSync()` sets up a stream, a native context and buffers
 * for each call, which takes longer than decoding most bodies. A new handle is first tested with known frames. If there
 * is no handle, or if it fails the test, callers use the public function instead. For each frame that the handle does
 * not decode as expected, callers use the public function too.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, createZstdDecompress } from "node:zlib";
import { handleOf, NOTHING_WRITTEN, type ZlibHandle } from "./_zlib_handle.ts";
import { sameBytes } from "./digest.ts";
import { WINDOW_LOG } from "./limits.ts";

/** Returns the `size` bytes that one complete frame contains, or null if this decoder cannot decode it. */
export type TryUnzstd = (data: Uint8Array, size: number) => Uint8Array | null;

/** A {@linkcode TryUnzstd} that reuses one decoder until it fails. */
export const tryUnzstd: TryUnzstd = unzstdWith(() =>
  createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } })
);

/** Returns a function that decodes with the handle of the stream from `newStream`, if the handle passes the test. */
export function unzstdWith(newStream: () => unknown): TryUnzstd {
  /** Null if the handle failed the test. Undefined until the first use. */
  let decoder: ZlibHandle | null | undefined;
  return (data, size) => {
    if (decoder === undefined) decoder = trusted(handleOf(newStream()));
    if (decoder === null) return null;
    const bytes = decode(decoder, data, size);
    // The decoder would treat the rest of a failed frame as the start of the next frame.
    if (bytes === null) decoder = undefined;
    return bytes;
  };
}

function decode({ write, left }: ZlibHandle, data: Uint8Array, size: number): Uint8Array | null {
  // One extra byte detects a frame that is too long.
  const out = new Uint8Array(size + 1);
  left.fill(NOTHING_WRITTEN);
  try {
    write(constants.ZSTD_e_end, data, 0, data.length, out, 0, out.length);
    if (left[0] === 1 && left[1] === 0) return out.subarray(0, size);
  } catch {
    // The public function reports the error.
  }
  return null;
}

/** Returns the decoder if it decodes the known frames correctly, one after the other; otherwise null. */
function trusted(decoder: ZlibHandle | null): ZlibHandle | null {
  if (decoder === null) return null;
  const holds = KNOWN.every(([frame, bytes]) => {
    const decoded = decode(decoder, frame, bytes.length);
    return decoded !== null && sameBytes(decoded, bytes);
  });
  return holds ? decoder : null;
}

/** Frames and their contents: a frame with compressed blocks, and a frame that stores its bytes uncompressed. */
const KNOWN: readonly (readonly [frame: Uint8Array, bytes: Uint8Array])[] = [
  [
    "KLUv/SBOtQEApAJsb29rZXJ2YXVsdCBzdG9yZXMgd2hhdCBMIHNlcnZlczsgcmV0dXJuZC4DAEslRSk+bTvH",
    "lookervault stores what Looker serves; lookervault returns what Looker served.",
  ],
  ["KLUv/SAIQQAAc3RyYWlnaHQ=", "straight"],
].map(([frame = "", text = ""]) => [Buffer.from(frame, "base64"), new TextEncoder().encode(text)]);

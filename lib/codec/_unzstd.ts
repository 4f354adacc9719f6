/**
 * One zstd decoder for many bodies. `zstdDecompressSync()` sets up a stream, its native context and its buffers for each
 * call, which takes longer than most bodies take to decode. Each handle decodes known frames first. Where there is none, or
 * it answers otherwise than it must, it is not used, and the public function is asked; so it is for a frame that is not as
 * expected.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { constants, createZstdDecompress } from "node:zlib";
import { handleOf, NOTHING_WRITTEN, type ZlibHandle } from "./_zlib_handle.ts";
import { sameBytes } from "./digest.ts";
import { WINDOW_LOG } from "./limits.ts";

/** The `size` bytes that one whole frame holds; null where that is unknown here. */
export type TryUnzstd = (data: Uint8Array, size: number) => Uint8Array | null;

/** As {@linkcode TryUnzstd} says, with a decoder that is kept until it fails. */
export const tryUnzstd: TryUnzstd = unzstdWith(() =>
  createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } })
);

/** Decodes with the handle of what `newStream` makes, if that can be trusted. */
export function unzstdWith(newStream: () => unknown): TryUnzstd {
  /** Null where none can be trusted; undefined before one is needed. */
  let decoder: ZlibHandle | null | undefined;
  return (data, size) => {
    if (decoder === undefined) decoder = trusted(handleOf(newStream()));
    if (decoder === null) return null;
    const bytes = decode(decoder, data, size);
    // What is left of a frame that failed would be taken for the beginning of the next.
    if (bytes === null) decoder = undefined;
    return bytes;
  };
}

function decode({ write, left }: ZlibHandle, data: Uint8Array, size: number): Uint8Array | null {
  // Room to notice that there is more.
  const out = new Uint8Array(size + 1);
  left.fill(NOTHING_WRITTEN);
  try {
    write(constants.ZSTD_e_end, data, 0, data.length, out, 0, out.length);
    if (left[0] === 1 && left[1] === 0) return out.subarray(0, size);
  } catch {
    // The public function says what is wrong.
  }
  return null;
}

/** A decoder that decodes two frames, one after the other, as they were compressed; null where it does not. */
function trusted(decoder: ZlibHandle | null): ZlibHandle | null {
  if (decoder === null) return null;
  const holds = KNOWN.every(([frame, bytes]) => {
    const decoded = decode(decoder, frame, bytes.length);
    return decoded !== null && sameBytes(decoded, bytes);
  });
  return holds ? decoder : null;
}

/** Frames and what they hold: one whose parts are compressed, and one that holds its bytes as they are. */
const KNOWN: readonly (readonly [frame: Uint8Array, bytes: Uint8Array])[] = [
  [
    "KLUv/SBOtQEApAJsb29rZXJ2YXVsdCBzdG9yZXMgd2hhdCBMIHNlcnZlczsgcmV0dXJuZC4DAEslRSk+bTvH",
    "lookervault stores what Looker serves; lookervault returns what Looker served.",
  ],
  ["KLUv/SAIQQAAc3RyYWlnaHQ=", "straight"],
].map(([frame = "", text = ""]) => [Buffer.from(frame, "base64"), new TextEncoder().encode(text)]);

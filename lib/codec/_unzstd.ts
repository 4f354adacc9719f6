/**
 * One zstd decoder for many bodies. `zstdDecompressSync()` sets up a stream, its native context and its buffers for each
 * call, which takes longer than most bodies take to decode. Node's zlib streams have had the handle that is used here
 * since their beginning, but do not promise it: where it is not as expected, or a frame is not, there is no answer, and
 * the public function is asked.
 *
 * @module
 */
import { constants, createZstdDecompress } from "node:zlib";

/** Decodes the frame at the beginning of `data` into `out`. */
type Write = (
  flush: number,
  data: Uint8Array,
  at: number,
  size: number,
  out: Uint8Array,
  to: number,
  room: number,
) => void;

interface Decoder {
  write: Write;
  /** Bytes of room and of input that are left after a write. */
  left: Uint32Array;
}

/** Null where there is none; undefined before it was looked for. */
let decoder: Decoder | null | undefined;

/** The `size` bytes that one whole frame holds; null where that cannot be told here. */
export function tryUnzstd(data: Uint8Array, size: number): Uint8Array | null {
  const { write, left } = (decoder === undefined ? decoder = newDecoder() : decoder) ?? {};
  if (write === undefined || left === undefined) return null;
  // Room to notice that there is more.
  const out = new Uint8Array(size + 1);
  left.fill(NOTHING);
  try {
    write(constants.ZSTD_e_end, data, 0, data.length, out, 0, out.length);
    if (left[0] === 1 && left[1] === 0) return out.subarray(0, size);
  } catch {
    // The public function says what is wrong.
  }
  // What is left of that frame would be taken for the beginning of the next.
  decoder = undefined;
  return null;
}

/** What no write leaves behind. */
const NOTHING = 0xffff_ffff;

function newDecoder(): Decoder | null {
  const stream: unknown = createZstdDecompress();
  if (typeof stream !== "object" || stream === null) return null;
  const handle = member(stream, "_handle"), left = member(stream, "_writeState");
  const on = member(stream, "on"), write = handle === null ? null : member(handle, "writeSync");
  if (typeof write !== "function" || typeof on !== "function" || !(left instanceof Uint32Array)) return null;
  // A damaged frame is also told as an event, which would end the program where nobody listens.
  on.call(stream, "error", () => {});
  return { write: (...given) => void write.call(handle, ...given), left };
}

function member(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : null;
}

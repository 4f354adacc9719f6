/**
 * The handle behind a zlib stream of Node: it takes a buffer and fills another, with a native context that is set up once.
 * The streams have had it since their beginning, but do not promise it: who uses one tries it first, and does without where
 * there is none or it answers otherwise than it must.
 *
 * @module
 */

/** A handle. */
export interface ZlibHandle {
  /** Works through the `size` bytes of `data` from `at` on, into the `room` bytes of `out` from `to` on. */
  write(
    flush: number,
    data: Uint8Array,
    at: number,
    size: number,
    out: Uint8Array,
    to: number,
    room: number,
  ): void;
  /** Bytes of room and of input that are left after a write. */
  readonly left: Uint32Array;
}

/** What no write leaves behind. */
export const NOTHING_WRITTEN = 0xffff_ffff;

/** The handle of a stream; null for one that has none. */
export function handleOf(stream: unknown): ZlibHandle | null {
  if (typeof stream !== "object" || stream === null) return null;
  const handle = member(stream, "_handle"), left = member(stream, "_writeState");
  const on = member(stream, "on"), write = handle === null ? null : member(handle, "writeSync");
  if (typeof write !== "function" || typeof on !== "function" || !(left instanceof Uint32Array)) return null;
  // A failure is also told as an event, which would end the program where nobody listens.
  on.call(stream, "error", () => {});
  return { write: (...given) => void write.call(handle, ...given), left };
}

function member(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : null;
}

/**
 * The handle behind a zlib stream of Node: it reads from one buffer and writes to another, with a native context that
 * is set up only once. Every release of the streams has this handle, but Node does not promise it. Code that uses a
 * handle tests it first, and does without it if it is missing or fails the test.
 *
 * @module
 */

/** The handle of a stream. */
export interface ZlibHandle {
  /** Processes the `size` bytes of `data` from `at` on, and writes to the `room` bytes of `out` from `to` on. */
  write(
    flush: number,
    data: Uint8Array,
    at: number,
    size: number,
    out: Uint8Array,
    to: number,
    room: number,
  ): void;
  /** The number of bytes that are left after a write: free bytes of the output, and unread bytes of the input. */
  readonly left: Uint32Array;
}

/** A value that no write sets. */
export const NOTHING_WRITTEN = 0xffff_ffff;

/** Returns the handle of a stream, or null if it has none. */
export function handleOf(stream: unknown): ZlibHandle | null {
  if (typeof stream !== "object" || stream === null) return null;
  const handle = member(stream, "_handle"), left = member(stream, "_writeState");
  const on = member(stream, "on"), write = handle === null ? null : member(handle, "writeSync");
  if (typeof write !== "function" || typeof on !== "function" || !(left instanceof Uint32Array)) return null;
  // A failure also emits an event, which would end the program if it had no listener.
  on.call(stream, "error", () => {});
  return { write: (...given) => void write.call(handle, ...given), left };
}

function member(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : null;
}

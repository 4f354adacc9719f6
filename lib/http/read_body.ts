/**
 * Reads an answer's body into one buffer, which is used again once the body has been read.
 *
 * `Response.bytes()` would do the same, but its growing native buffer leaves the process at three times the memory:
 * fetching 123 MB in pages of 2.4 MB, 8 at a time, 239 MB resident, against 93 MB with a buffer of the known size and
 * 77 MB when it is used again.
 *
 * @module
 */

/** Where to start when the length is not told, bytes. */
const FIRST = 64 * 1024;
/** Buffers kept for later, and the largest that is kept, bytes. */
const SPARES = 4, KEEP = 8 * 1024 * 1024;

const spares: Uint8Array<ArrayBuffer>[] = [];

/**
 * The whole body; empty when there is none. `expected` is its length in bytes where that is known. The bytes are the
 * caller's until it gives them to {@linkcode releaseBody}.
 */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  expected: number | null,
): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  let buffer = take(expected ?? FIRST);
  let size = 0;
  for await (const chunk of stream) {
    if (size + chunk.length > buffer.length) {
      const grown = new Uint8Array(Math.max(buffer.length * 2, size + chunk.length));
      grown.set(buffer.subarray(0, size));
      buffer = grown;
    }
    buffer.set(chunk, size);
    size += chunk.length;
  }
  return buffer.subarray(0, size);
}

/** Gives a body's buffer back: its bytes must not be looked at any more. */
export function releaseBody(body: Uint8Array): void {
  if (spares.length >= SPARES || body.buffer.byteLength < FIRST || body.buffer.byteLength > KEEP) return;
  if (body.buffer instanceof ArrayBuffer) spares.push(new Uint8Array(body.buffer));
}

function take(size: number): Uint8Array<ArrayBuffer> {
  const at = spares.findIndex((buffer) => buffer.length >= size);
  return at < 0 ? new Uint8Array(size) : spares.splice(at, 1)[0] ?? new Uint8Array(size);
}

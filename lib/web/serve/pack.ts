/**
 * Compresses large responses and keeps them, so that loading a page again does not read the vault again.
 *
 * @module
 */
import type { Turns } from "../fill/source.ts";

/** The gzip of a text. */
export type Packed = readonly Uint8Array<ArrayBuffer>[];

/** The number of characters to compress at a time. */
const AT_ONCE = 1 << 16;

/** Compresses a text that arrives in pieces. */
export async function pack(
  pieces: Iterable<string> | AsyncIterable<string>,
  turns: Turns,
): Promise<Packed> {
  const { readable, writable } = new CompressionStream("gzip"), packed: Uint8Array<ArrayBuffer>[] = [];
  const read = (async (): Promise<void> => {
    for await (const piece of readable) packed.push(piece);
  })();
  const writer = writable.getWriter(), encoder = new TextEncoder();
  try {
    let text = "";
    for await (const piece of pieces) {
      text += piece;
      if (text.length < AT_ONCE) continue;
      await writer.write(encoder.encode(text));
      text = "";
      if (turns.isDue) await turns.give();
    }
    await writer.write(encoder.encode(text));
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    await read.catch(() => {});
    throw error;
  }
  await read;
  return packed;
}

/** Returns a stream of the compressed or decompressed bytes. */
export function streamOf(packed: Packed, { unpacked }: { unpacked: boolean }): ReadableStream<Uint8Array> {
  const stream = ReadableStream.from(packed);
  return unpacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
}

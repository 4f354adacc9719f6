/**
 * Where a zstd frame ends (RFC 8878, 3.1.1). A copy is a row of frames, each of a few megabytes, so that each can be
 * decompressed at once, within bounds: Deno's streams of zlib end the process when a frame's checksum is wrong. Pure.
 *
 * @module
 */

const MAGIC = 0xfd2fb528;

/** Bytes of a dictionary's number, and of the content's size, by their flags. */
const DICTIONARY = [0, 1, 2, 4], CONTENT_SIZE = [0, 2, 4, 8];

/**
 * The length of the frame that begins here: null when more bytes are needed to tell, or it is not complete; `false` when no
 * frame begins here.
 */
export function frameLength(bytes: Uint8Array): number | null | false {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 5) return null;
  if (view.getUint32(0, true) !== MAGIC) return false;
  const flags = view.getUint8(4);
  const isSingle = (flags & 0x20) !== 0, hasChecksum = (flags & 0x04) !== 0;
  if ((flags & 0x08) !== 0) return false;
  const content = flags >> 6;
  let at = 5 + (isSingle ? 0 : 1) + (DICTIONARY[flags & 3] ?? 0) +
    (content === 0 && isSingle ? 1 : CONTENT_SIZE[content] ?? 0);
  for (;;) {
    if (at + 3 > bytes.length) return null;
    const header = view.getUint8(at) | view.getUint8(at + 1) << 8 | view.getUint8(at + 2) << 16;
    const type = header >> 1 & 3;
    if (type === 3) return false;
    at += 3 + (type === 1 ? 1 : header >> 3);
    if ((header & 1) === 1) break;
  }
  if (hasChecksum) at += 4;
  return at <= bytes.length ? at : null;
}

/**
 * Finds where a zstd frame ends (RFC 8878, 3.1.1). A snapshot is a sequence of frames with at most 1 MiB of content, so
 * that each frame can be decompressed synchronously and in bounded memory. Deno's zlib streams are not used, because
 * they end the process if the checksum of a frame is wrong. Pure.
 *
 * @module
 */

const MAGIC = 0xfd2fb528;

/** The size in bytes of a dictionary's id, and of the content's size field, by their flags. */
const DICTIONARY = [0, 1, 2, 4], CONTENT_SIZE = [0, 2, 4, 8];

/**
 * Returns the length of the frame at the start of `bytes`. Returns null if the frame is incomplete or more bytes are
 * needed, and `false` if no frame starts here.
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

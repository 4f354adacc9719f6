/**
 * zstd, as `content_items.encoding` 1.
 *
 * @module
 */
import { constants, zstdCompressSync, zstdDecompressSync, type ZstdOptions } from "node:zlib";
import { tryUnzstd } from "./_unzstd.ts";
import { tryZstdOf } from "./_zstd.ts";
import { DamagedBodyError } from "./errors.ts";
import { isBodySize, mayUnpack, WINDOW_LOG } from "./limits.ts";

/** How `content_data` is encoded. */
export const ENCODING = { plain: 0, zstd: 1 } as const;

/** It saves 3 % over level 3. */
const LEVEL = 6;

/** Small chunks: each result keeps its last one alive. */
const OPTIONS = { chunkSize: 8 * 1024, params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };

const tryZstd = tryZstdOf(LEVEL);

/** Bodies below this size are stored uncompressed: zstd does not make them smaller. */
const WORTHWHILE = 128;

/** Encoded bytes and how. */
export interface Encoded {
  encoding: 0 | 1;
  data: Uint8Array;
}

/**
 * Compresses when that makes it smaller, and not so much smaller that nobody would believe it. The data are never a view of
 * `bytes`.
 */
export function compress(bytes: Uint8Array): Encoded {
  if (bytes.length >= WORTHWHILE) {
    const data = tryZstd(bytes) ?? zstd(bytes);
    if (data.length < bytes.length && mayUnpack(bytes.length, data.length)) {
      return { encoding: ENCODING.zstd, data };
    }
  }
  return { encoding: ENCODING.plain, data: new Uint8Array(bytes) };
}

function zstd(bytes: Uint8Array): Uint8Array {
  // Known to node:zlib, not to its types: with it the frame's tables fit the body.
  const options: ZstdOptions & { pledgedSrcSize: number } = { ...OPTIONS, pledgedSrcSize: bytes.length };
  return zstdCompressSync(bytes, options);
}

/**
 * Undoes {@linkcode compress}. `size` is the length that must come out.
 *
 * @throws {DamagedBodyError} when the data is damaged, or the length differs or cannot be. No more than `size` bytes are
 * unpacked.
 */
export function decompress({ encoding, data }: Encoded, size: number): Uint8Array {
  checkSize({ encoding, data }, size);
  const quick = encoding === ENCODING.zstd && size <= LARGE ? tryUnzstd(data, size) : null;
  return quick ?? decompressAlone({ encoding, data }, size);
}

/** As {@linkcode decompress}, with a decoder that no other body has been through. */
export function decompressAlone({ encoding, data }: Encoded, size: number): Uint8Array {
  checkSize({ encoding, data }, size);
  const bytes = encoding === ENCODING.zstd ? unzstd(data, size) : data;
  if (bytes.length !== size) {
    throw new DamagedBodyError(`Cannot decode the body: ${bytes.length} bytes instead of ${size}`);
  }
  return bytes;
}

/** Before anything of it is unpacked: the size that a row says may be anything. */
function checkSize({ encoding, data }: Encoded, size: number): void {
  if (!isBodySize(size)) {
    throw new DamagedBodyError(`Cannot decode the body: ${size} bytes is not a valid size`);
  }
  if (encoding !== ENCODING.zstd || mayUnpack(size, data.length)) return;
  throw new DamagedBodyError(
    `Cannot decode the body: ${data.length} bytes of zstd are too few for one of ${size}`,
  );
}

/** A size above this may be damaged: no buffer is made for it at once, bytes. */
const LARGE = 1 << 24;

/** One chunk that holds all, and room to notice the end. */
function chunkFor(size: number): { chunkSize?: number } {
  return size >= 64 && size <= LARGE ? { chunkSize: size + 1 } : {};
}

function unzstd(data: Uint8Array, size: number): Uint8Array {
  try {
    const params = { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG };
    const bytes = zstdDecompressSync(data, {
      params,
      maxOutputLength: Math.max(size, 1),
      ...chunkFor(size),
    });
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    throw new DamagedBodyError("Cannot decode the body: its compression is damaged", { cause: error });
  }
}

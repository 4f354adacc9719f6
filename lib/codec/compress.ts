/**
 * Compression with zstd, which is the value 1 of `content_items.encoding`.
 *
 * @module
 */
import { constants, zstdCompressSync, zstdDecompressSync, type ZstdOptions } from "node:zlib";
import { tryUnzstd } from "./_unzstd.ts";
import { tryZstdOf } from "./_zstd.ts";
import { DamagedBodyError } from "./errors.ts";
import { isBodySize, mayUnpack, WINDOW_LOG } from "./limits.ts";

/** The encodings of `content_data`. */
export const ENCODING = { plain: 0, zstd: 1 } as const;

/** The compression level. Level 6 saves 3 % over level 3. */
const LEVEL = 6;

/** The chunks are small, because each result keeps its last chunk in memory. */
const OPTIONS = { chunkSize: 8 * 1024, params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };

const tryZstd = tryZstdOf(LEVEL);

/** The minimum size of a body that is compressed, in bytes. zstd does not shrink bodies below this size. */
const WORTHWHILE = 128;

/** Encoded bytes and their encoding. */
export interface Encoded {
  encoding: 0 | 1;
  data: Uint8Array;
}

/**
 * Compresses a body if the result is smaller, and if {@linkcode mayUnpack} accepts the ratio. The result never shares
 * memory with `bytes`.
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
  // node:zlib has this option, but its types do not. With the option, the tables of the frame fit the body.
  const options: ZstdOptions & { pledgedSrcSize: number } = { ...OPTIONS, pledgedSrcSize: bytes.length };
  return zstdCompressSync(bytes, options);
}

/**
 * Decompresses the result of {@linkcode compress}. `size` is the expected length. At most `size` bytes are
 * decompressed.
 *
 * @throws {DamagedBodyError} if the data are damaged, or if the length differs or is invalid.
 */
export function decompress({ encoding, data }: Encoded, size: number): Uint8Array {
  checkSize({ encoding, data }, size);
  const quick = encoding === ENCODING.zstd && size <= LARGE ? tryUnzstd(data, size) : null;
  return quick ?? decompressAlone({ encoding, data }, size);
}

/** Does the same as {@linkcode decompress}, but with a new decoder. */
export function decompressAlone({ encoding, data }: Encoded, size: number): Uint8Array {
  checkSize({ encoding, data }, size);
  const bytes = encoding === ENCODING.zstd ? unzstd(data, size) : data;
  if (bytes.length !== size) {
    throw new DamagedBodyError(`Cannot decode the body: ${bytes.length} bytes instead of ${size}`);
  }
  return bytes;
}

/** Checks the size that a row states before anything is decompressed. In a damaged row, it can be any value. */
function checkSize({ encoding, data }: Encoded, size: number): void {
  if (!isBodySize(size)) {
    throw new DamagedBodyError(`Cannot decode the body: ${size} bytes is not a valid size`);
  }
  if (encoding !== ENCODING.zstd || mayUnpack(size, data.length)) return;
  throw new DamagedBodyError(
    `Cannot decode the body: ${data.length} bytes of zstd are too few for one of ${size}`,
  );
}

/** A larger size may be damaged, so no buffer of that size is allocated in advance. In bytes. */
const LARGE = 1 << 24;

/** Returns options for one chunk that fits the complete output, plus one byte to detect the end. */
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

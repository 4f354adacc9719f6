/**
 * zstd and age as streams. Memory is bounded whatever passes, and whatever a hostile copy would become.
 *
 * @module
 */
import { Decrypter, Encrypter } from "age-encryption";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { messageOf, UsageError } from "../base/errors.ts";
import { CopyDamagedError } from "./copy_error.ts";

/** Bytes on their way. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** zstd's own default. */
const LEVEL = 3;

/** The largest window that a copy may ask for, as a power of two: 32 MiB. Ours is 2. */
const LARGEST_WINDOW = 25;

/** Compresses; the checksum of zstd is part of it. */
export function compressed(source: Bytes): Bytes {
  const params = {
    [constants.ZSTD_c_compressionLevel]: LEVEL,
    [constants.ZSTD_c_checksumFlag]: 1,
  };
  return through(source, createZstdCompress({ params }));
}

/** Decompresses what becomes exactly so many bytes. @throws {CopyDamagedError} */
export async function* decompressed(source: Bytes, { bytes }: { bytes: number }): Bytes {
  const params = { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW };
  let sofar = 0;
  for await (const chunk of through(source, createZstdDecompress({ params }))) {
    sofar += chunk.byteLength;
    if (sofar > bytes) throw new CopyDamagedError(`it becomes more than the ${bytes} bytes it should have`);
    yield chunk;
  }
  // zstd itself says nothing of an end that is missing.
  if (sofar < bytes) throw new CopyDamagedError(`it becomes ${sofar} of the ${bytes} bytes it should have`);
}

/** Encrypts to recipients. */
export async function* encrypted(source: Bytes, recipients: readonly string[]): Bytes {
  const encrypter = new Encrypter();
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient);
  } catch (error) {
    throw new UsageError(`Cannot encrypt: a recipient is none (${messageOf(error)})`, {
      hint: "Copy it whole: lookervault snapshot keygen printed it, and it stands in the identity's file.",
      cause: error,
    });
  }
  yield* await encrypter.encrypt(ReadableStream.from(source)) as unknown as Bytes;
}

/** None of the identities is one of a copy's recipients: exit 2. */
export class WrongKeyError extends UsageError {
  override readonly code = "wrong_key";
}

/**
 * Decrypts. A damaged header looks as one for other keys does: who knows the object's digest looks at that first.
 *
 * @throws {WrongKeyError} {@linkcode CopyDamagedError}
 */
export async function* decrypted(source: Bytes, identities: readonly string[]): Bytes {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const watched = watch(source);
  const stream = ReadableStream.from(watched.bytes);
  let opened = false;
  try {
    const plain = await decrypter.decrypt(stream) as unknown as Bytes;
    opened = true;
    for await (const chunk of plain) yield chunk;
  } catch (error) {
    if (watched.failed()) throw watched.error();
    if (opened) throw new CopyDamagedError("age cannot read it", { cause: error });
    throw new WrongKeyError("Cannot decrypt the snapshot: it was encrypted to other keys than the one given", {
      hint: "Use the identity whose recipient the snapshot was pushed with: --identity FILE.",
      cause: error,
    });
  }
}

/** The same bytes, and whether it was their source that failed. */
function watch(source: Bytes): { bytes: Bytes; failed: () => boolean; error: () => unknown } {
  const seen: unknown[] = [];
  async function* pass(): Bytes {
    try {
      yield* source;
    } catch (error) {
      seen.push(error);
      throw error;
    }
  }
  return { bytes: pass(), failed: () => seen.length > 0, error: () => seen[0] };
}

/** What comes out of a transform of zlib's. @throws {CopyDamagedError} when it cannot read what goes in. */
async function* through(source: Bytes, transform: Transform): Bytes {
  const watched = watch(source);
  const input = Readable.from(watched.bytes, { objectMode: true, highWaterMark: 1 });
  const feeding = pipeline(input, transform);
  feeding.catch(() => {});
  try {
    for await (const chunk of transform) yield chunk as Uint8Array<ArrayBuffer>;
    await feeding;
  } catch (error) {
    if (watched.failed()) throw watched.error();
    throw new CopyDamagedError("zstd cannot read it", { cause: error });
  } finally {
    input.destroy();
    transform.destroy();
  }
}

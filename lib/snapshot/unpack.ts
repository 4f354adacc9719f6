/**
 * Reads the vault in a snapshot: decrypts and decompresses it, and compares it with what was pushed.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import { createHash, type Hash } from "node:crypto";
import { UsageError } from "../base/errors.ts";
import { decrypted, WrongKeyError } from "./age.ts";
import type { Bytes } from "./bytes.ts";
import type { Copy } from "./catalog.ts";
import { CopyDamagedError } from "./copy_error.ts";
import { isEncrypted, type Sum } from "./manifest.ts";
import { readLarge } from "./read_object.ts";
import type { CallOptions, Store, StoredObject } from "./store.ts";
import { decompressed } from "./zstd.ts";

/** Options for reading a snapshot. */
export interface UnpackOptions extends CallOptions {
  /** The identities of age, as they are in their files. */
  identities: readonly string[];
  /** Receives the number of stored bytes that have been read. */
  onBytes?: (bytes: number) => void;
}

/**
 * Yields the bytes of the vault. Use them only after the last one, because both digests are compared at the end.
 *
 * @throws {CopyDamagedError} if bytes were changed or are missing. {@linkcode WrongKeyError}
 */
export async function* unpacked(
  store: Store,
  copy: Copy,
  { identities, ...options }: UnpackOptions,
): Bytes {
  const { manifest } = copy, name = copy.stamp;
  const data = dataOf(copy);
  if (isEncrypted(manifest) && identities.length === 0) throw locked(name);
  const stored = new Reading(store, data, options), plain = createHash("sha256");
  try {
    const packed = isEncrypted(manifest) ? decrypted(stored.bytes(), identities) : stored.bytes();
    for await (const chunk of decompressed(packed, manifest.plain)) {
      plain.update(chunk);
      yield chunk;
    }
    // Bytes after the last frame belong to the object, too.
    await stored.drain();
    stored.check(manifest.stored, name);
  } catch (error) {
    if (!(error instanceof CopyDamagedError) && !(error instanceof WrongKeyError)) throw error;
    // The object's digest shows the cause better than the error of the decoder.
    await stored.drain();
    stored.check(manifest.stored, name);
    if (error instanceof WrongKeyError) throw error;
    throw new CopyDamagedError("it was damaged before it was pushed", { name, cause: error });
  } finally {
    await stored.close();
  }
  if (plain.digest("hex") === manifest.plain.sha256) return;
  throw new CopyDamagedError("its content differs from what was pushed", { name });
}

/** Checks only the stored bytes, for which no key is needed. @throws {CopyDamagedError} */
export async function checkStored(
  store: Store,
  copy: Copy,
  options: Omit<UnpackOptions, "identities">,
): Promise<void> {
  const stored = new Reading(store, dataOf(copy), options);
  try {
    await stored.drain();
    stored.check(copy.manifest.stored, copy.stamp);
  } finally {
    await stored.close();
  }
}

function dataOf({ data, stamp, fault }: Copy): StoredObject {
  if (data !== null) return data;
  throw new CopyDamagedError(fault ?? "it no longer exists", { name: stamp });
}

function locked(name: string): UsageError {
  return new UsageError(`Cannot decrypt the snapshot ${name}: no identity was given`, {
    hint: "Give the key file: --identity FILE, or LOOKERVAULT_IDENTITY_FILE.",
  });
}

/** Reads an object and computes its digest. A reader can stop before the end. */
class Reading {
  private readonly hash: Hash = createHash("sha256");
  private readonly source: AsyncIterator<Uint8Array<ArrayBuffer>>;
  private size = 0;
  private digest: string | null = null;

  constructor(store: Store, data: StoredObject, private readonly options: Omit<UnpackOptions, "identities">) {
    this.source = readLarge(store, data, options)[Symbol.asyncIterator]();
  }

  /** Yields the bytes. If the caller stops early, the stream of the object stays open. */
  async *bytes(): Bytes {
    for (;;) {
      const { value, done } = await this.source.next();
      if (done) return;
      this.hash.update(value);
      this.size += value.length;
      this.options.onBytes?.(this.size);
      yield value;
    }
  }

  /** Reads the rest, for the digest. */
  async drain(): Promise<void> {
    for await (const _chunk of this.bytes());
  }

  /** @throws {CopyDamagedError} */
  check({ bytes, sha256 }: Sum, name: string): void {
    if (this.size < bytes) {
      throw new CopyDamagedError(`it is truncated: it has ${count(this.size)} of ${counted(bytes, "byte")}`, {
        name,
      });
    }
    if (this.size > bytes) {
      throw new CopyDamagedError(`it has ${counted(this.size, "byte")} instead of ${count(bytes)}`, { name });
    }
    this.digest ??= this.hash.digest("hex");
    if (this.digest === sha256) return;
    throw new CopyDamagedError("its bytes were changed: its SHA-256 does not match", {
      name,
    });
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }
}

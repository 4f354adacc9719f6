/**
 * The interface of all stores, whatever their technology. A store is a flat map from keys to objects. An object is
 * either complete or does not exist, and no object is ever overwritten.
 *
 * Every store guarantees:
 * - Every request can be repeated. If the same bytes are put twice, they are stored one time.
 * - Every failure is a `StoreError`, which says whether a retry may help. A store itself never retries, except to renew
 *   an expired credential. `retry()` does the retries.
 * - No message contains a secret. A store never changes the bytes that a caller passes, and the caller can reuse them
 *   after the call returns.
 * - Memory is bounded: reads are streams, and writes are split into parts.
 *
 * @module
 */

/** Cancels a request. */
export interface CallOptions {
  signal: AbortSignal;
}

/** Refers to one object. */
export interface ObjectRef {
  /** Such as `INSTANCE/2026-11-29T04-00-00Z.db.zst`, below the store's prefix. See {@linkcode keyProblem}. */
  readonly key: string;
  /**
   * The version in the listing, if the store keeps versions. A read or a removal then never uses another version.
   * Without it, a request uses the current object under that key.
   */
  readonly version?: string;
}

/** The facts that a store returns about an object. */
export interface StoredObject extends ObjectRef {
  readonly bytes: number;
  /** ISO 8601 UTC, by the store's clock. */
  readonly modifiedAt: string;
  /**
   * The MD5 of the bytes, hexadecimal; null if the store does not have it: S3 lacks it for objects that were uploaded
   * in parts, and with KMS.
   */
  readonly md5: string | null;
  /**
   * The end of the object's lock, ISO 8601 UTC. Null: it is not locked. Undefined: the listing does not include locks,
   * but `stat` does.
   */
  readonly lockedUntil?: string | null;
  /**
   * What somebody did to an object that the store still has: `hidden` behind a deletion marker, or `overwritten` by a
   * later version. The listed object is the first version. Only stores that keep versions report this.
   */
  readonly disturbed?: "hidden" | "overwritten";
}

/** A range of an object's bytes. */
export interface ByteRange {
  /** The first byte, from 0. */
  from: number;
  /** The byte after the last one. The end of the object if absent. */
  to?: number;
}

/** The digests of a complete object, computed by the caller; hexadecimal. See `Digests` in digests.ts. */
export interface WholeDigests {
  bytes: number;
  sha256: string;
  md5: string;
}

/** Options for writing an object. */
export interface PutOptions extends CallOptions {
  /**
   * The end of the lock, ISO 8601 UTC. Until then, nobody can remove or change the object. A store that cannot lock
   * throws `LockUnavailableError` and writes nothing. A store that locks reads the lock back.
   */
  lockUntil?: string;
}

/** An upload in parts. It is plain data, so it can be stored as JSON and resumed by another process. */
export interface Upload {
  readonly key: string;
  /**
   * The store's id of the upload. The id of Google is a secret that lets anybody write the object: store it in a file
   * of mode 0600.
   */
  readonly id: string;
  /** The size of every part except the last, in bytes. */
  readonly partBytes: number;
  readonly lockUntil?: string;
}

/** A part that is in the store. */
export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  /** The MD5, hexadecimal, if the store returns it. Compare it before you resume an upload. */
  readonly md5: string | null;
  /** The value that the store requires when the upload is completed. */
  readonly tag: string;
}

/** An upload that was started, but neither completed nor aborted. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly id: string;
  /** ISO 8601 UTC; null if the store does not return it. */
  readonly startedAt: string | null;
}

/** The capabilities of a store, which are known without a request. */
export interface Abilities {
  /** Whether parts must be uploaded one after another, beginning with 1. Such a store rejects concurrent parts. */
  readonly partsInOrder: boolean;
  /** The limits of a part's size, in bytes. The last part can have any smaller size from 1. */
  readonly partBytes: { readonly least: number; readonly most: number; readonly multipleOf: number };
  readonly mostParts: number;
  /** Whether the store lists unfinished uploads. Google and Azure do not list them, and drop them after a week. */
  readonly listsUploads: boolean;
}

/** The facts that a store returns about itself. */
export interface StoreFacts {
  /**
   * Whether objects can be locked: `unknown` if the credentials may not read it. If it is not `yes`, `why` tells users
   * what to do.
   */
  readonly lock: "yes" | "no" | "unknown";
  readonly why: string | null;
  /** Whether the store keeps the versions of objects that are overwritten or deleted. */
  readonly versions: boolean | null;
  /**
   * Whether the store itself lets only one of two concurrent writes to a key succeed. If false, the writer checks the
   * key first, then writes. Directories and S3-compatible stores report true until a write shows otherwise.
   */
  readonly atomicPut: boolean;
}

/** The body of an object. */
export interface ObjectBody {
  /** The size of the complete object in bytes, even if only a range was requested. */
  readonly bytes: number;
  /** Identifies the state of the object. Pass it as `ifTag` to resume a read after an interruption. */
  readonly tag: string;
  /**
   * The bytes. Cancel the stream if you do not need all of them. It fails with a `StoreError`, also if it ends too
   * early.
   */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Options for reading an object. */
export interface GetOptions extends CallOptions {
  range?: ByteRange;
  /** Reads the object only if its tag is still the same. Throws `NotFoundError` otherwise. */
  ifTag?: string;
}

/** A store. */
export interface Store {
  /** The location for users, without secrets: `s3://bucket/prefix`. */
  readonly location: string;
  readonly abilities: Abilities;

  /** Requests the facts about the store. Costs one or two requests. */
  facts(options: CallOptions): Promise<StoreFacts>;

  /**
   * Lists complete objects whose keys begin with `prefix`, in no defined order. Does not include unfinished uploads.
   * Never cached.
   */
  list(prefix: string, options: CallOptions): AsyncIterable<StoredObject>;

  /** Returns one object with its lock. @throws {NotFoundError} */
  stat(object: ObjectRef, options: CallOptions): Promise<StoredObject>;

  /** Reads the bytes of an object, or a range of them. @throws {NotFoundError} */
  get(object: ObjectRef, options: GetOptions): Promise<ObjectBody>;

  /**
   * Writes a small object. Succeeds if the key already has exactly the same bytes, because the response of an earlier
   * request may have been lost.
   *
   * @throws {AlreadyThereError} if the key has other bytes. They are left unchanged.
   */
  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject>;

  /**
   * Starts an upload in parts. `partBytes` must be within {@linkcode Abilities.partBytes}. An object of 0 bytes has no
   * parts.
   */
  beginUpload(key: string, options: PutOptions & { partBytes: number }): Promise<Upload>;

  /**
   * Returns the parts that are in the store, sorted by number. All other parts must be uploaded. @throws
   * {NotFoundError} if the upload no longer exists: start a new one
   */
  uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]>;

  /** Uploads a part. @throws {DamagedError} if the store received other bytes: upload the part again */
  putPart(
    upload: Upload,
    part: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart>;

  /**
   * Creates the object from its parts if the key is free. Compares the result with `whole` as far as the store returns
   * digests, and removes the object again if it differs and can be removed. A second call succeeds too.
   *
   * @throws {AlreadyThereError} {@linkcode DamagedError} {@linkcode NotFoundError} if the upload no longer exists
   */
  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    options: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject>;

  /** Aborts an upload and drops its parts. Returns false if the store does so itself later (Azure, after a week). */
  abortUpload(upload: Pick<Upload, "key" | "id">, options: CallOptions): Promise<boolean>;

  /** Lists the unfinished uploads below `prefix`. Yields nothing if the store does not list them. */
  unfinishedUploads(prefix: string, options: CallOptions): AsyncIterable<UnfinishedUpload>;

  /**
   * Removes an object, or only one version if `object` has a version. Succeeds if it does not exist. Without a version,
   * a store that keeps versions only hides the object.
   *
   * @throws {LockedError} if the object is locked. It is left unchanged.
   */
  remove(object: ObjectRef, options: CallOptions): Promise<void>;
}

/**
 * Returns why a key is invalid, for users; null if it is valid. Keys are plain, so that every store and every disk
 * accepts them.
 */
export function keyProblem(key: string): string | null {
  if (key.length === 0) return "it is empty";
  if (key.length > 500) return "it has more than 500 characters";
  if (!/^[A-Za-z0-9._/-]+$/.test(key)) return "it contains characters other than A-Z a-z 0-9 . _ - /";
  for (const name of key.split("/")) {
    if (name === "") return "a name in it is empty";
    if (name.startsWith(".")) return "a name in it begins with a dot";
    if (name.length > 200) return "a name in it has more than 200 characters";
  }
  return null;
}

/**
 * Returns a size of parts that the store accepts: near `wish` bytes, and large enough for an object of `bytes` bytes if
 * its size is known.
 */
export function partSize({ partBytes, mostParts }: Abilities, wish: number, bytes = 0): number {
  const { least, most, multipleOf } = partBytes;
  const wanted = Math.max(wish, least, bytes / mostParts);
  return Math.min(Math.ceil(wanted / multipleOf) * multipleOf, Math.floor(most / multipleOf) * multipleOf);
}

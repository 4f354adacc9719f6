/**
 * Where copies of a vault are kept: one interface, whatever holds the bytes. A store is a flat map from keys to objects;
 * an object is complete or it is not there, and nothing that is there is ever overwritten.
 *
 * What a caller may rely on, of every store:
 * - All of it may be called again: the same bytes put twice are there once.
 * - Every failure is a `StoreError`, which says whether trying again may help. The stores themselves never try again, but
 *   for a credential that ran out and can be renewed: `retry()` does.
 * - No message holds a secret. Bytes handed over are not changed, and are the caller's again once the call has returned.
 * - Memory is bounded: what is read comes as a stream, what is written goes in parts.
 *
 * @module
 */

/** Ends a call early. */
export interface CallOptions {
  signal: AbortSignal;
}

/** Names one object. */
export interface ObjectRef {
  /** Such as `INSTANCE/2026-11-29T04-00-00Z.db.zst`, below the store's prefix. See {@linkcode keyProblem}. */
  readonly key: string;
  /**
   * The version that was listed, where the store keeps versions: reading or removing it never means another one. Without
   * it a call means what the store shows under that key now.
   */
  readonly version?: string;
}

/** What a store tells about an object. */
export interface StoredObject extends ObjectRef {
  readonly bytes: number;
  /** By the store's clock, ISO 8601 UTC. */
  readonly modifiedAt: string;
  /** MD5 of the bytes in hexadecimal where the store knows it; null for objects that S3 was sent in parts, and under KMS. */
  readonly md5: string | null;
  /** Nobody can remove it before that, ISO 8601 UTC; null: it is not locked; undefined: a listing does not tell, `stat` does. */
  readonly lockedUntil?: string | null;
  /**
   * What somebody did to an object that the store kept all the same: `hidden` behind a mark of deletion, or `overwritten`
   * by a later version. The object listed is the first one written; only stores that keep versions tell.
   */
  readonly disturbed?: "hidden" | "overwritten";
}

/** Part of an object's bytes. */
export interface ByteRange {
  /** The first byte, from 0. */
  from: number;
  /** The byte after the last; the object's end where it is not given. */
  to?: number;
}

/** Digests of a whole object, as the caller read or made it; hexadecimal. See `Digests` in digests.ts. */
export interface WholeDigests {
  bytes: number;
  sha256: string;
  md5: string;
}

/** How an object is written. */
export interface PutOptions extends CallOptions {
  /**
   * The store lets nobody remove or change it before that, ISO 8601 UTC. Where the store cannot, it throws
   * `LockUnavailableError` and writes nothing; where it says it did, it was read back.
   */
  lockUntil?: string;
}

/** An upload in parts: plain data that may be kept as JSON and resumed by another process. */
export interface Upload {
  readonly key: string;
  /** The store's name of it. Google's is a secret that lets anybody write the object: keep it in a file of mode 0600. */
  readonly id: string;
  /** Bytes of every part but the last. */
  readonly partBytes: number;
  readonly lockUntil?: string;
}

/** A part that the store has. */
export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  /** MD5 in hexadecimal where the store tells: compare it before you resume an upload. */
  readonly md5: string | null;
  /** What the store wants to hear of it when the upload is completed. */
  readonly tag: string;
}

/** An upload that was begun and neither completed nor aborted. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly id: string;
  /** ISO 8601 UTC; null where the store does not tell. */
  readonly startedAt: string | null;
}

/** What a store can do; known without asking it. */
export interface Abilities {
  /** Parts are put one after the other, beginning with 1: two at once would be refused. */
  readonly partsInOrder: boolean;
  /** Bytes of a part: at least, at most, and what they are a multiple of. The last part may have any smaller number from 1. */
  readonly partBytes: { readonly least: number; readonly most: number; readonly multipleOf: number };
  readonly mostParts: number;
  /** It tells which uploads are unfinished. Google and Azure do not, and drop them by themselves after a week. */
  readonly listsUploads: boolean;
}

/** What a store says about itself when asked. */
export interface StoreFacts {
  /**
   * Whether objects can be locked there: `unknown` where the credentials may not ask. `why` says what to do about it, for
   * people, where it is not `yes`.
   */
  readonly lock: "yes" | "no" | "unknown";
  readonly why: string | null;
  /** It keeps the versions of what is overwritten or deleted. */
  readonly versions: boolean | null;
  /**
   * Two who write the same key at once: the store itself lets one win. False: it is looked at first, then written. A directory and a
   * store of S3's kind are believed to until they were written to.
   */
  readonly atomicPut: boolean;
}

/** Bytes of an object on their way here. */
export interface ObjectBody {
  /** Bytes of the whole object, also where only a range was asked for. */
  readonly bytes: number;
  /** Names the state that these bytes are of: pass it as `ifTag` to read on after a break. */
  readonly tag: string;
  /** The bytes. Cancel it where they are not all wanted. It fails with a `StoreError`, also where it ends too early. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** How an object is read. */
export interface GetOptions extends CallOptions {
  range?: ByteRange;
  /** Read only where it is still the same: `NotFoundError` otherwise. */
  ifTag?: string;
}

/** A store. */
export interface Store {
  /** For people, without secrets: `s3://bucket/prefix`. */
  readonly location: string;
  readonly abilities: Abilities;

  /** Asks the store about itself. Costs a call or two. */
  facts(options: CallOptions): Promise<StoreFacts>;

  /** Whole objects whose keys begin with `prefix`, in no certain order. Unfinished uploads are none. Never cached. */
  list(prefix: string, options: CallOptions): AsyncIterable<StoredObject>;

  /** One object, with its lock. @throws {NotFoundError} */
  stat(object: ObjectRef, options: CallOptions): Promise<StoredObject>;

  /** The bytes of an object, or some of them. @throws {NotFoundError} */
  get(object: ObjectRef, options: GetOptions): Promise<ObjectBody>;

  /**
   * Writes a small object whole. Where the very same bytes are there already it is done: an answer may have been lost.
   *
   * @throws {AlreadyThereError} for other bytes; they are left unchanged.
   */
  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject>;

  /** Begins an upload in parts. `partBytes` as {@linkcode Abilities.partBytes} allows. An object of 0 bytes has no parts. */
  beginUpload(key: string, options: PutOptions & { partBytes: number }): Promise<Upload>;

  /**
   * The parts that the store has, by number; what is missing has to be put. @throws {NotFoundError} when the upload is not
   * there any more: begin a new one.
   */
  uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]>;

  /** Uploads a part. @throws {DamagedError} when the store received other bytes: upload the part again. */
  putPart(
    upload: Upload,
    part: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart>;

  /**
   * Makes the object of its parts, where its key is free. The store's word for what it has is compared with `whole`: what
   * differs is removed again where that is possible. A second call finds it done.
   *
   * @throws {AlreadyThereError} {@linkcode DamagedError} {@linkcode NotFoundError} when the upload is not there any more.
   */
  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    options: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject>;

  /** Gives up an upload and its parts. False where the store does that by itself later (Azure, after a week). */
  abortUpload(upload: Pick<Upload, "key" | "id">, options: CallOptions): Promise<boolean>;

  /** Uploads below `prefix` that nobody completed. Empty where the store does not tell. */
  unfinishedUploads(prefix: string, options: CallOptions): AsyncIterable<UnfinishedUpload>;

  /**
   * Removes an object, or its named version; one that is not there is removed already. Without a version a store that
   * keeps versions only hides it.
   *
   * @throws {LockedError} and it stays.
   */
  remove(object: ObjectRef, options: CallOptions): Promise<void>;
}

/** Why a key is none, for people; null when it is one. Keys are plain: every store and every disk can hold them. */
export function keyProblem(key: string): string | null {
  if (key.length === 0) return "it is empty";
  if (key.length > 500) return "it has more than 500 characters";
  if (!/^[A-Za-z0-9._/-]+$/.test(key)) return "it has other characters than A-Z a-z 0-9 . _ - /";
  for (const name of key.split("/")) {
    if (name === "") return "a name in it is empty";
    if (name.startsWith(".")) return "a name in it begins with a dot";
    if (name.length > 200) return "a name in it has more than 200 characters";
  }
  return null;
}

/** A size of parts that the store takes, near `wish` bytes, and large enough for `bytes` of an object where they are known. */
export function partSize({ partBytes, mostParts }: Abilities, wish: number, bytes = 0): number {
  const { least, most, multipleOf } = partBytes;
  const wanted = Math.max(wish, least, bytes / mostParts);
  return Math.min(Math.ceil(wanted / multipleOf) * multipleOf, Math.floor(most / multipleOf) * multipleOf);
}

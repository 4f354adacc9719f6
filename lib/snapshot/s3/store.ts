/**
 * Stores snapshots in a bucket of S3 or of an S3-compatible store.
 *
 * Nothing is overwritten: the writer first checks the key, and then writes with the condition that the key is free. On
 * Amazon, the condition makes the write atomic. Older stores do not support it. Every body is signed with its SHA-256
 * and has its MD5, so that no damaged body is stored. A bucket that locks objects also keeps versions. The first
 * version of a key is then the object, whatever somebody wrote or deleted later.
 *
 * @module
 */
import { DeniedError, LockedError, NotFoundError, RefusedError } from "../errors.ts";
import { bodyOf, emptyStream, isNothing, rangeHeader } from "../http/body.ts";
import { paged, runs } from "../http/pages.ts";
import type {
  Abilities,
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectRef,
  PutOptions,
  Store,
  StoredObject,
  StoreFacts,
  UnfinishedUpload,
  Upload,
  UploadedPart,
  WholeDigests,
} from "../store.ts";
import { S3Bucket, type S3BucketOptions, versioned } from "./bucket.ts";
import type { S3Call } from "./client.ts";
import { firstVersions, readObjects, readUploads, readVersions } from "./listing.ts";
import { S3Writer } from "./writer.ts";

/** Options of {@linkcode S3Store}. */
export interface S3StoreOptions extends S3BucketOptions {
  /** With `compliance` (the default), not even the account's owner can end a lock. */
  lockMode?: "compliance" | "governance";
  /** The number of keys on a page of a listing. */
  pageSize?: number;
}

const MIB = 1024 * 1024;

/** A bucket as a store. */
export class S3Store implements Store {
  readonly location: string;
  readonly abilities: Abilities = {
    partsInOrder: false,
    partBytes: { least: 5 * MIB, most: 5 * 1024 * MIB, multipleOf: 1 },
    mostParts: 10_000,
    listsUploads: true,
  };
  private readonly bucket: S3Bucket;
  private readonly writer: S3Writer;
  private readonly pageSize: number;

  constructor({ lockMode = "compliance", pageSize = 1000, ...options }: S3StoreOptions) {
    this.location = options.location;
    this.bucket = new S3Bucket(options);
    this.writer = new S3Writer(this.bucket, lockMode);
    this.pageSize = pageSize;
  }

  facts(options: CallOptions): Promise<StoreFacts> {
    return this.bucket.facts(options);
  }

  stat(object: ObjectRef, options: CallOptions): Promise<StoredObject> {
    return this.bucket.stat(object, options);
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    return this.writer.putIfAbsent(key, bytes, options);
  }

  beginUpload(key: string, options: PutOptions & { partBytes: number }): Promise<Upload> {
    return this.writer.beginUpload(key, options);
  }

  uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]> {
    return this.writer.uploadedParts(upload, options);
  }

  putPart(
    upload: Upload,
    part: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart> {
    return this.writer.putPart(upload, part, options);
  }

  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    options: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    return this.writer.completeUpload(upload, parts, options);
  }

  abortUpload(upload: Pick<Upload, "key" | "id">, options: CallOptions): Promise<boolean> {
    return this.writer.abortUpload(upload, options);
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const { versions } = await this.bucket.facts({ signal });
    if (versions === true) {
      try {
        return yield* this.listVersions(prefix, signal);
      } catch (error) {
        // Credentials that can list objects may lack the permission to list versions.
        if (!(error instanceof DeniedError)) throw error;
      }
    }
    const { client, names } = this.bucket, doing = `list ${this.location}`;
    yield* paged(doing, async (position) => {
      const query = { "list-type": "2", ...this.page("max-keys", prefix), ...position };
      const { items, next } = readObjects(await client.xml({ doing, method: "GET", query, signal }));
      return { items: names.below(items), next };
    });
  }

  private async *listVersions(prefix: string, signal: AbortSignal): AsyncIterable<StoredObject> {
    const { client, names } = this.bucket, doing = `list ${this.location}`;
    const all = paged(doing, async (position) => {
      const query = { versions: "", ...this.page("max-keys", prefix), ...position };
      return readVersions(await client.xml({ doing, method: "GET", query, signal }));
    });
    for await (const versions of runs(all)) yield* names.below(firstVersions(versions));
  }

  async get(object: ObjectRef, { range, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    const { client, names } = this.bucket, { key, version } = object, doing = `read ${names.shown(key)}`;
    if (isNothing(range)) return await this.nothing(object, signal);
    const wanted = rangeHeader(range);
    const answer = await client.ask({
      doing,
      method: "GET",
      key: names.full(key),
      ...versioned(version),
      headers: {
        ...(wanted !== null && { range: wanted }),
        ...(ifTag !== undefined && { "if-match": ifTag }),
      },
      signal,
      stream: true,
    });
    const { status, headers, stream } = answer;
    if (status === 412) throw new NotFoundError(`Cannot ${doing}: the object has been replaced`);
    if (status === 416) return await this.nothing(object, signal);
    if (status !== 200 && status !== 206) throw client.failure(answer, doing);
    if (wanted === null || status === 206) return bodyOf(answer, headers.get("etag") ?? "");
    await stream?.cancel();
    throw new RefusedError(`Cannot ${doing}: the store cannot return a part of an object`);
  }

  private async nothing(object: ObjectRef, signal: AbortSignal): Promise<ObjectBody> {
    const { bytes } = await this.bucket.stat(object, { signal }),
      found = await this.bucket.head(object, signal);
    return { bytes, tag: typeof found === "object" ? found.etag : "", stream: emptyStream() };
  }

  async *unfinishedUploads(prefix: string, { signal }: CallOptions): AsyncIterable<UnfinishedUpload> {
    const { client, names } = this.bucket, doing = `list the uploads of ${this.location}`;
    yield* paged(doing, async (position) => {
      const query = { uploads: "", ...this.page("max-uploads", prefix), ...position };
      const { items, next } = readUploads(await client.xml({ doing, method: "GET", query, signal }));
      return { items: names.below(items), next };
    });
  }

  async remove(object: ObjectRef, { signal }: CallOptions): Promise<void> {
    const { client, names } = this.bucket, { key, version } = object, doing = `remove ${names.shown(key)}`;
    const call: S3Call = { doing, method: "DELETE", key: names.full(key), ...versioned(version), signal };
    const answer = await client.ask(call);
    if (answer.status < 300 || answer.status === 404) return;
    // Amazon returns AccessDenied for locked objects and for forbidden requests.
    const until = answer.status === 403 ? await this.lockOf(object, signal) : null;
    if (until === null) throw client.failure(answer, doing);
    const hint = "Wait until the lock ends: nobody can remove the object before that.";
    throw new LockedError(`Cannot ${doing}: it is locked until ${until}`, { until, hint });
  }

  private async lockOf(object: ObjectRef, signal: AbortSignal): Promise<string | null> {
    try {
      return (await this.bucket.stat(object, { signal })).lockedUntil ?? null;
    } catch (error) {
      if (error instanceof DeniedError || error instanceof NotFoundError) return null;
      throw error;
    }
  }

  private page(count: string, prefix: string): Record<string, string> {
    return {
      prefix: this.bucket.names.under(prefix),
      "encoding-type": "url",
      [count]: String(this.pageSize),
    };
  }
}

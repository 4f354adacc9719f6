/**
 * Stores snapshots in a bucket of Google Cloud Storage.
 *
 * Nothing is overwritten: every write has the condition that the object has no generation yet, and Google checks the
 * condition. Google receives the MD5 of the complete object and refuses other bytes. If the bucket keeps versions, the
 * first generation is the object, whatever somebody wrote or deleted later.
 *
 * @module
 */
import { LockedError, NotFoundError } from "../errors.ts";
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
import { GcsBucket } from "./bucket.ts";
import type { GcsClient } from "./client.ts";
import { FIELDS, firstGenerations, readPage } from "./resource.ts";
import { GcsWriter } from "./writer.ts";

/** Options of {@linkcode GcsStore}. */
export interface GcsStoreOptions {
  client: GcsClient;
  /** The location for users: `gs://bucket/prefix`. */
  location: string;
  /** The prefix of all object names: empty, or without a slash at its end. */
  prefix: string;
  /** With `compliance` (the default), nobody can end or shorten a lock. */
  lockMode?: "compliance" | "governance";
  /** The number of objects on a page of a listing. */
  pageSize?: number;
}

const KIB = 1024;

/** A bucket as a store. */
export class GcsStore implements Store {
  readonly location: string;
  readonly abilities: Abilities = {
    partsInOrder: true,
    partBytes: { least: 256 * KIB, most: 1024 * KIB * KIB, multipleOf: 256 * KIB },
    mostParts: 1_000_000,
    listsUploads: false,
  };
  private readonly bucket: GcsBucket;
  private readonly writer: GcsWriter;
  private readonly pageSize: number;

  constructor({ client, location, prefix, lockMode = "compliance", pageSize = 1000 }: GcsStoreOptions) {
    this.location = location;
    this.bucket = new GcsBucket(client, location, prefix);
    this.writer = new GcsWriter(this.bucket, lockMode, (object, options) => this.remove(object, options));
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

  async *unfinishedUploads(_prefix: string, _options: CallOptions): AsyncIterable<UnfinishedUpload> {
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const { client, names } = this.bucket, doing = `list ${this.location}`;
    const { versions } = await this.facts({ signal });
    const objects = paged(doing, async (position) => {
      const query = {
        prefix: names.under(prefix),
        maxResults: String(this.pageSize),
        fields: `items(${FIELDS}),nextPageToken`,
        // If it is unknown whether the bucket keeps versions, requesting them does no harm.
        ...(versions !== false && { versions: "true" }),
        ...position,
      };
      return readPage(await client.json({ doing, method: "GET", path: "/o", query, signal }));
    });
    for await (const generations of runs(objects)) yield* names.below(firstGenerations(generations));
  }

  async get(object: ObjectRef, { range, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    const { client, names } = this.bucket, { key, version } = object, doing = `read ${names.shown(key)}`;
    if (isNothing(range)) return await this.nothing(object, signal);
    if (ifTag !== undefined && !/^\d+$/.test(ifTag)) throw changed(doing);
    const wanted = rangeHeader(range);
    const answer = await client.ask({
      doing,
      method: "GET",
      path: this.bucket.path(key),
      query: {
        alt: "media",
        ...(version !== undefined && { generation: version }),
        ...(ifTag !== undefined && { ifGenerationMatch: ifTag }),
      },
      headers: wanted === null ? {} : { range: wanted },
      signal,
      stream: true,
    });
    const { status, headers } = answer;
    if (status === 412) throw changed(doing);
    if (status === 416) return await this.nothing(object, signal);
    if (status !== 200 && status !== 206) throw client.failure(answer, doing);
    return bodyOf(answer, headers.get("x-goog-generation") ?? "");
  }

  private async nothing(object: ObjectRef, signal: AbortSignal): Promise<ObjectBody> {
    const { bytes, version = "" } = await this.stat(object, { signal });
    return { bytes, tag: version, stream: emptyStream() };
  }

  async remove(object: ObjectRef, { signal }: CallOptions): Promise<void> {
    const { client, names } = this.bucket, { key, version } = object, doing = `remove ${names.shown(key)}`;
    const query = version === undefined ? {} : { generation: version };
    const answer = await client.ask({ doing, method: "DELETE", path: this.bucket.path(key), query, signal });
    if (answer.status < 300 || answer.status === 404) return;
    const error = client.failure(answer, doing);
    if (!(error instanceof LockedError)) throw error;
    const { lockedUntil: until = null } = await this.bucket.find(object, signal) ?? {};
    const hint = "Wait until the lock ends: nobody can remove the object before that.";
    throw new LockedError(`Cannot ${doing}: it is locked${until === null ? "" : ` until ${until}`}`, {
      until,
      hint,
      cause: error,
    });
  }
}

function changed(doing: string): NotFoundError {
  return new NotFoundError(`Cannot ${doing}: the object has been replaced`);
}

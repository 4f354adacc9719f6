/**
 * Stores snapshots in a container of Azure Blob Storage.
 *
 * Nothing is overwritten: Azure refuses to write a blob that exists. Each block has its MD5, and Azure refuses it if
 * the MD5 does not match. The MD5 of the complete blob is stored with the blob. A container that locks single blobs
 * also keeps versions. The first version of a blob is then the object, whatever somebody wrote or deleted later.
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
import type { AzureCall, AzureClient } from "./client.ts";
import { AzureContainer, versioned } from "./container.ts";
import { codeIn } from "./failure.ts";
import { firstBlobs, readBlobs } from "./listing.ts";
import { AzureWriter } from "./writer.ts";

/** Options of {@linkcode AzureStore}. */
export interface AzureStoreOptions {
  client: AzureClient;
  /** The location for users: `azure://account/container/prefix`. */
  location: string;
  /** The prefix of all blob names: empty, or without a slash at its end. */
  prefix: string;
  /** With `compliance` (the default), not even the account's owner can end a lock. */
  lockMode?: "compliance" | "governance";
  /** The number of blobs on a page of a listing. */
  pageSize?: number;
}

const MIB = 1024 * 1024;

/** A container as a store. */
export class AzureStore implements Store {
  readonly location: string;
  readonly abilities: Abilities = {
    partsInOrder: false,
    partBytes: { least: MIB, most: 4000 * MIB, multipleOf: 1 },
    mostParts: 50_000,
    listsUploads: false,
  };
  private readonly container: AzureContainer;
  private readonly writer: AzureWriter;
  private readonly pageSize: number;

  constructor({ client, location, prefix, lockMode = "compliance", pageSize = 1000 }: AzureStoreOptions) {
    this.location = location;
    this.container = new AzureContainer(client, location, prefix);
    this.writer = new AzureWriter(this.container, lockMode);
    this.pageSize = pageSize;
  }

  facts(options: CallOptions): Promise<StoreFacts> {
    return this.container.facts(options);
  }

  stat(object: ObjectRef, options: CallOptions): Promise<StoredObject> {
    return this.container.stat(object, options);
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

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const { client, names } = this.container, doing = `list ${this.location}`;
    const { versions } = await this.facts({ signal });
    const blobs = paged(doing, async (position) => {
      const query = {
        restype: "container",
        comp: "list",
        prefix: names.under(prefix),
        maxresults: String(this.pageSize),
        ...(versions === true && { include: "versions,immutabilitypolicy,legalhold" }),
        ...position,
      };
      return readBlobs(await client.xml({ doing, method: "GET", query, signal }));
    });
    for await (const versionsOfOne of runs(blobs)) yield* names.below(firstBlobs(versionsOfOne));
  }

  async get(object: ObjectRef, { range, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    const { client, names } = this.container, { key, version } = object, doing = `read ${names.shown(key)}`;
    if (isNothing(range)) return await this.nothing(object, signal);
    const wanted = rangeHeader(range);
    const answer = await client.ask({
      doing,
      method: "GET",
      key: names.full(key),
      ...versioned(version),
      headers: {
        ...(wanted !== null && { "x-ms-range": wanted }),
        ...(ifTag !== undefined && { "if-match": ifTag }),
      },
      signal,
      stream: true,
    });
    const { status, headers } = answer;
    if (status === 412) throw new NotFoundError(`Cannot ${doing}: the object has been replaced`);
    if (status === 416) return await this.nothing(object, signal);
    if (status !== 200 && status !== 206) throw client.failure(answer, doing);
    return bodyOf(answer, headers.get("etag") ?? "");
  }

  private async nothing(object: ObjectRef, signal: AbortSignal): Promise<ObjectBody> {
    return { bytes: (await this.stat(object, { signal })).bytes, tag: "", stream: emptyStream() };
  }

  /** Does nothing. Azure drops uncommitted blocks after a week, and has no request that drops them sooner. */
  abortUpload(_upload: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    signal.throwIfAborted();
    return Promise.resolve(false);
  }

  async *unfinishedUploads(_prefix: string, _options: CallOptions): AsyncIterable<UnfinishedUpload> {
  }

  async remove(object: ObjectRef, { signal }: CallOptions): Promise<void> {
    const { client, names } = this.container, { key, version } = object, doing = `remove ${names.shown(key)}`;
    const { lockedUntil: until } = await this.container.head(object, signal) ?? {};
    if (typeof until === "string" && Date.parse(until) > client.now()) {
      const hint = "Wait until the lock ends: nobody can remove the object before that.";
      throw new LockedError(`Cannot ${doing}: it is locked until ${until}`, { until, hint });
    }
    const call: AzureCall = { doing, method: "DELETE", key: names.full(key), ...versioned(version), signal };
    let answer = await client.ask(call);
    if (codeIn(answer) === "OperationNotAllowedOnRootBlob") {
      // Azure does not remove the current version of a blob. Remove the blob first, so that the version is no longer
      // current.
      await client.call({ doing, method: "DELETE", key: names.full(key), signal });
      answer = await client.ask(call);
    }
    if (answer.status >= 300 && answer.status !== 404) throw client.failure(answer, doing);
  }
}

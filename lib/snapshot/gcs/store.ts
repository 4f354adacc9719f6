/**
 * Copies in a bucket of Google Cloud Storage.
 *
 * Nothing is overwritten: every write is made on the condition that there is no generation of the object yet, which the
 * store itself watches over. It is told the MD5 of the whole and refuses other bytes. Where the bucket keeps versions, the
 * first generation of a name is the object, whatever somebody wrote or deleted later.
 *
 * @module
 */
import { digestsOf } from "../digests.ts";
import {
  AlreadyThereError,
  DamagedError,
  DeniedError,
  LockedError,
  LockUnavailableError,
  NotFoundError,
  RefusedError,
  StoreError,
} from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import { paged } from "../http/pages.ts";
import { bytesOf, type StoreAnswer } from "../http/send.ts";
import {
  type Abilities,
  type CallOptions,
  type GetOptions,
  keyProblem,
  type ObjectBody,
  type ObjectRef,
  type PutOptions,
  type Store,
  type StoredObject,
  type StoreFacts,
  type UnfinishedUpload,
  type Upload,
  type UploadedPart,
  type WholeDigests,
} from "../store.ts";
import type { GcsCall, GcsClient } from "./client.ts";
import { FIELDS, firstGenerations, type GcsObject, readObject, readPage, shown } from "./resource.ts";
import { Resumable } from "./resumable.ts";

/** Options of {@linkcode GcsStore}. */
export interface GcsStoreOptions {
  client: GcsClient;
  /** For people: `gs://bucket/prefix`. */
  location: string;
  /** What all objects' names begin with; empty or without a slash at its end. */
  prefix: string;
  /** `compliance` (the default): nobody can end or shorten a lock. */
  lockMode?: "compliance" | "governance";
  /** Objects on a page of a listing. */
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
  private readonly client: GcsClient;
  private readonly resumable: Resumable;
  private asked: Promise<StoreFacts> | null = null;

  constructor(private readonly options: GcsStoreOptions) {
    this.location = options.location;
    this.client = options.client;
    this.resumable = new Resumable(options.client);
  }

  async facts(options: CallOptions): Promise<StoreFacts> {
    this.asked ??= this.askFacts(options).catch((error) => {
      this.asked = null;
      throw error;
    });
    return await this.asked;
  }

  private async askFacts({ signal }: CallOptions): Promise<StoreFacts> {
    const doing = `look at ${this.location}`, query = { fields: "objectRetention,versioning" };
    const answer = await this.client.ask({ doing, method: "GET", path: "", query, signal });
    // Who may write objects need not be allowed to look at the bucket.
    if (answer.status === 403) return { lock: "unknown", why: MAY_NOT_ASK, versions: null, atomicPut: true };
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    const { objectRetention, versioning } = this.client.read(answer, doing);
    const versions = JSON.stringify(versioning) === '{"enabled":true}';
    const locks = JSON.stringify(objectRetention) === '{"mode":"Enabled"}';
    return { lock: locks ? "yes" : "no", why: locks ? null : NO_LOCK, versions, atomicPut: true };
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const doing = `list ${this.location}`, { versions } = await this.facts({ signal });
    const { prefix: own, pageSize = 1000 } = this.options;
    let held: GcsObject[] = [];
    const pages = paged(doing, async (position) => {
      const query = {
        prefix: own === "" ? prefix : `${own}/${prefix}`,
        maxResults: String(pageSize),
        fields: `items(${FIELDS}),nextPageToken`,
        // Where it is not known whether there are any, asking costs nothing.
        ...(versions !== false && { versions: "true" }),
        ...position,
      };
      return readPage(await this.client.json({ doing, method: "GET", path: "/o", query, signal }));
    });
    // Generations of one object stand together.
    for await (const object of pages) {
      if (held[0] !== undefined && held[0].key !== object.key) {
        yield* this.below(firstGenerations(held));
        held = [];
      }
      if (held.length > 1000) held.splice(1, 1);
      held.push(object);
    }
    yield* this.below(firstGenerations(held));
  }

  async stat(object: ObjectRef, { signal }: CallOptions): Promise<StoredObject> {
    const found = await this.find(object, signal);
    if (found !== null) return found;
    throw new NotFoundError(`Cannot look at ${this.name(object.key)}: it is not there`);
  }

  private async find({ key, version }: ObjectRef, signal: AbortSignal): Promise<StoredObject | null> {
    const doing = `look at ${this.name(key)}`;
    const query = { fields: FIELDS, ...(version !== undefined && { generation: version }) };
    const answer = await this.client.ask({ doing, method: "GET", path: this.path(key), query, signal });
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    return { ...shown(readObject(this.client.read(answer, doing))), key };
  }

  async get({ key, version }: ObjectRef, { range, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    const doing = `read ${this.name(key)}`, from = range?.from ?? 0, to = range?.to;
    const object = { key, ...(version !== undefined && { version }) };
    if (to !== undefined && to <= from) return await this.nothing(object, signal);
    if (ifTag !== undefined && !/^\d+$/.test(ifTag)) throw this.changed(doing);
    const answer = await this.client.ask({
      doing,
      method: "GET",
      path: this.path(key),
      query: {
        alt: "media",
        ...(version !== undefined && { generation: version }),
        ...(ifTag !== undefined && { ifGenerationMatch: ifTag }),
      },
      headers: from > 0 || to !== undefined
        ? { range: `bytes=${from}-${to === undefined ? "" : to - 1}` }
        : {},
      signal,
      stream: true,
    });
    const { status, headers, stream } = answer;
    if (status === 412) throw this.changed(doing);
    if (status === 416) return await this.nothing(object, signal);
    if (status !== 200 && status !== 206) throw this.client.failure(answer, doing);
    const whole = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length");
    return { bytes: Number(whole), tag: headers.get("x-goog-generation") ?? "", stream: stream ?? empty() };
  }

  private changed(doing: string): NotFoundError {
    return new NotFoundError(`Cannot ${doing}: it is another object now`);
  }

  /** No bytes of an object: HTTP knows no empty range. */
  private async nothing(object: ObjectRef, signal: AbortSignal): Promise<ObjectBody> {
    const { bytes, version = "" } = await this.stat(object, { signal });
    return { bytes, tag: version, stream: empty() };
  }

  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    const whole = digestsOf(bytes), boundary = crypto.randomUUID();
    const resource = {
      ...await this.resource(key, options),
      md5Hash: base64Of(whole.md5),
    };
    const call: GcsCall = {
      doing: `write ${this.name(key)}`,
      method: "POST",
      path: "/o",
      query: { uploadType: "multipart", ifGenerationMatch: "0", fields: FIELDS },
      headers: { "content-type": `multipart/related; boundary=${boundary}` },
      body: related(boundary, resource, bytes),
      signal: options.signal,
    };
    return await this.settled(key, await this.client.ask(call, { upload: true }), call.doing, whole, options);
  }

  async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    const { lockUntil, signal } = options, doing = `begin to write ${this.name(key)}`;
    const resource = await this.resource(key, options);
    if (await this.isThere(key, signal)) throw this.taken(key);
    const call: GcsCall = {
      doing,
      method: "POST",
      path: "/o",
      query: { uploadType: "resumable", ifGenerationMatch: "0", fields: FIELDS },
      headers: { "content-type": "application/json; charset=UTF-8", "x-upload-content-type": TYPE },
      body: bytesOf(JSON.stringify(resource)),
      signal,
    };
    const answer = await this.client.ask(call, { upload: true });
    if (answer.status === 412) throw this.taken(key);
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    const id = this.client.session(answer.headers.get("location"), doing);
    return { key, id, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  async uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]> {
    const doing = `look at the parts of ${this.name(upload.key)}`, session = this.mine(upload, doing);
    const progress = await this.resumable.progress(session, doing, options);
    const bytes = "bytes" in progress ? progress.bytes : Number(progress.object["size"]);
    const whole = Math.floor(bytes / upload.partBytes),
      rest = "bytes" in progress ? 0 : bytes % upload.partBytes;
    const sizes = [...Array.from({ length: whole }, () => upload.partBytes), ...(rest > 0 ? [rest] : [])];
    return sizes.map((size, index) => ({ number: index + 1, bytes: size, md5: null, tag: "" }));
  }

  async putPart(
    upload: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart> {
    const doing = `write part ${number} of ${this.name(upload.key)}`, at = (number - 1) * upload.partBytes;
    await this.resumable.put(this.mine(upload, doing), { at, bytes }, doing, options);
    return { number, bytes: bytes.length, md5: null, tag: "" };
  }

  async completeUpload(
    upload: Upload,
    _parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const { key, lockUntil } = upload, doing = `finish ${this.name(key)}`;
    const options = { signal, ...(lockUntil !== undefined && { lockUntil }) };
    let answer: StoreAnswer;
    try {
      answer = await this.resumable.finish(this.mine(upload, doing), whole, doing, { signal });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      // An upload that became an object is forgotten some time later.
      const found = await this.find({ key }, signal);
      if (found?.bytes === whole.bytes && found.md5 === whole.md5) return found;
      throw error;
    }
    return await this.settled(key, answer, doing, whole, options);
  }

  async abortUpload(upload: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    const doing = `give up the upload of ${this.name(upload.key)}`;
    const { id } = this.mine({ ...upload, partBytes: 0 }, doing);
    this.resumable.forget(id);
    const answer = await this.client.ask({ doing, method: "DELETE", path: id, signal });
    // Google says 499 for an upload that was given up.
    if (answer.status >= 300 && ![404, 410, 499].includes(answer.status)) {
      throw this.client.failure(answer, doing);
    }
    return true;
  }

  async *unfinishedUploads(_prefix: string, _options: CallOptions): AsyncIterable<UnfinishedUpload> {
  }

  async remove({ key, version }: ObjectRef, { signal }: CallOptions): Promise<void> {
    const doing = `remove ${this.name(key)}`, query = version === undefined ? {} : { generation: version };
    const answer = await this.client.ask({ doing, method: "DELETE", path: this.path(key), query, signal });
    if (answer.status < 300 || answer.status === 404) return;
    const error = this.client.failure(answer, doing);
    if (!(error instanceof LockedError)) throw error;
    const { lockedUntil: until = null } =
      await this.find({ key, ...(version !== undefined && { version }) }, signal) ?? {};
    throw new LockedError(`Cannot ${doing}: it is locked${until === null ? "" : ` until ${until}`}`, {
      until,
      hint: "Nobody can remove it before.",
      cause: error,
    });
  }

  /** The object that a write made, or found; damaged ones are removed again. */
  private async settled(
    key: string,
    answer: StoreAnswer,
    doing: string,
    whole: WholeDigests,
    { lockUntil, signal }: PutOptions,
  ): Promise<StoredObject> {
    const { status } = answer;
    if (status === 412) {
      const found = await this.find({ key }, signal);
      if (found?.bytes !== whole.bytes || found.md5 !== whole.md5) throw this.taken(key);
      return found;
    }
    if (status !== 200 && status !== 201) throw this.client.failure(answer, doing);
    const made = { ...shown(readObject(this.client.read(answer, doing))), key }, { lockedUntil } = made;
    if (made.bytes !== whole.bytes || (made.md5 !== null && made.md5 !== whole.md5)) {
      // It has no manifest, so it is no copy; where it cannot be removed it only takes room.
      await this.remove(made, { signal }).catch((error) => {
        if (!(error instanceof StoreError)) throw error;
      });
      throw new DamagedError(`Cannot ${doing}: the store holds other bytes than were sent`, {
        retryable: false,
      });
    }
    if (lockUntil === undefined) return made;
    if (typeof lockedUntil === "string" && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) {
      return made;
    }
    throw new LockUnavailableError(`Cannot lock ${this.name(key)}: the store took it and did not lock it`);
  }

  private async isThere(key: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.find({ key }, signal) !== null;
    } catch (error) {
      // Who may only write is not told: the store's own condition has to do.
      if (error instanceof DeniedError) return false;
      throw error;
    }
  }

  /** What an object is to be. */
  private async resource(key: string, { lockUntil, signal }: PutOptions): Promise<Record<string, unknown>> {
    const resource = { name: this.full(key), contentType: TYPE };
    if (lockUntil === undefined) return resource;
    const { lock, why } = await this.facts({ signal });
    if (lock === "no") {
      throw new LockUnavailableError(`Cannot lock ${this.name(key)}: ${why}`, { hint: LOCK_HINT });
    }
    const mode = this.options.lockMode === "governance" ? "Unlocked" : "Locked";
    return { ...resource, retention: { mode, retainUntilTime: new Date(lockUntil).toISOString() } };
  }

  /** An upload whose address is the store's. */
  private mine(upload: Upload, doing: string): Upload {
    return { ...upload, id: this.client.session(upload.id, doing) };
  }

  private taken(key: string): AlreadyThereError {
    return new AlreadyThereError(`Cannot write ${this.name(key)}: there is another object of that name`, {
      hint: "Nothing is overwritten. Run the same command again: a new copy has a new name.",
    });
  }

  /** Objects with their keys below the prefix; none for names that no copy has. */
  private below(objects: StoredObject[]): StoredObject[] {
    const { prefix } = this.options;
    return objects.flatMap((object) => {
      if (prefix !== "" && !object.key.startsWith(`${prefix}/`)) return [];
      const key = prefix === "" ? object.key : object.key.slice(prefix.length + 1);
      return keyProblem(key) === null ? [{ ...object, key }] : [];
    });
  }

  private full(key: string): string {
    const wrong = keyProblem(key);
    if (wrong !== null) throw new RefusedError(`Cannot use the name ${JSON.stringify(key)}: ${wrong}`);
    return this.options.prefix === "" ? key : `${this.options.prefix}/${key}`;
  }

  private path(key: string): string {
    return `/o/${encodeURIComponent(this.full(key))}`;
  }

  private name(key: string): string {
    return `${this.location}/${key}`;
  }
}

const TYPE = "application/octet-stream";
const NO_LOCK =
  "the bucket does not lock single objects: object retention is switched on when the bucket is made";
const MAY_NOT_ASK = "the account may not ask whether the bucket locks objects (storage.buckets.get)";
const LOCK_HINT = "Use a bucket with object retention, or leave --lock out.";

/** A body of two parts: what the object is, and its bytes. */
function related(
  boundary: string,
  resource: Record<string, unknown>,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const head = bytesOf(
    `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n` +
      `--${boundary}\r\ncontent-type: ${TYPE}\r\n\r\n`,
  );
  const tail = bytesOf(`\r\n--${boundary}--\r\n`),
    body = new Uint8Array(head.length + bytes.length + tail.length);
  body.set(head);
  body.set(bytes, head.length);
  body.set(tail, head.length + bytes.length);
  return body;
}

function empty(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

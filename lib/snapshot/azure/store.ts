/**
 * Copies in a container of Azure Blob Storage.
 *
 * Nothing is overwritten: the store itself refuses to write a blob that is there. Each block carries its MD5 and is refused
 * where it does not fit; the MD5 of the whole is stored with the blob. Where the container locks single blobs it keeps
 * versions too: then the first version of a blob is the object, whatever somebody wrote or deleted later.
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
} from "../errors.ts";
import { base64Of, hexOf } from "../http/base64.ts";
import { paged } from "../http/pages.ts";
import type { StoreAnswer } from "../http/send.ts";
import { escapeXml } from "../http/xml.ts";
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
import type { AzureCall, AzureClient } from "./client.ts";
import { codeIn } from "./failure.ts";
import {
  type AzureBlob,
  blockId,
  firstBlobs,
  FOREVER,
  iso,
  lockOf,
  readBlobs,
  readBlocks,
} from "./listing.ts";

/** Options of {@linkcode AzureStore}. */
export interface AzureStoreOptions {
  client: AzureClient;
  /** For people: `azure://account/container/prefix`. */
  location: string;
  /** What all blobs' names begin with; empty or without a slash at its end. */
  prefix: string;
  /** `compliance` (the default): not even the account's owner can end a lock. */
  lockMode?: "compliance" | "governance";
  /** Blobs on a page of a listing. */
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
  private readonly client: AzureClient;
  private asked: Promise<StoreFacts> | null = null;

  constructor(private readonly options: AzureStoreOptions) {
    this.location = options.location;
    this.client = options.client;
  }

  async facts(options: CallOptions): Promise<StoreFacts> {
    this.asked ??= this.askFacts(options).catch((error) => {
      this.asked = null;
      throw error;
    });
    return await this.asked;
  }

  private async askFacts({ signal }: CallOptions): Promise<StoreFacts> {
    const doing = `look at ${this.location}`, query = { restype: "container" };
    const answer = await this.client.ask({ doing, method: "GET", query, signal });
    if (answer.status === 403) return { lock: "unknown", why: MAY_NOT_ASK, versions: null, atomicPut: true };
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    const single = answer.headers.get("x-ms-immutable-storage-with-versioning-enabled") === "true";
    if (single) return { lock: "yes", why: null, versions: true, atomicPut: true };
    const whole = answer.headers.get("x-ms-has-immutability-policy") === "true";
    return { lock: "no", why: whole ? WHOLE_LOCK : NO_LOCK, versions: false, atomicPut: true };
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const doing = `list ${this.location}`, { versions } = await this.facts({ signal });
    const { prefix: own, pageSize = 1000 } = this.options;
    let held: AzureBlob[] = [];
    const pages = paged(doing, async (position) => {
      const query = {
        restype: "container",
        comp: "list",
        prefix: own === "" ? prefix : `${own}/${prefix}`,
        maxresults: String(pageSize),
        ...(versions === true && { include: "versions,immutabilitypolicy,legalhold" }),
        ...position,
      };
      return readBlobs(await this.client.xml({ doing, method: "GET", query, signal }));
    });
    // Versions of one blob stand together.
    for await (const blob of pages) {
      if (held[0] !== undefined && held[0].key !== blob.key) {
        yield* this.below(firstBlobs(held));
        held = [];
      }
      if (held.length > 1000) held.splice(1, 1);
      held.push(blob);
    }
    yield* this.below(firstBlobs(held));
  }

  async stat(object: ObjectRef, { signal }: CallOptions): Promise<StoredObject> {
    const found = await this.head(object, signal);
    if (found !== null) return found;
    throw new NotFoundError(`Cannot look at ${this.name(object.key)}: it is not there`);
  }

  private async head({ key, version }: ObjectRef, signal: AbortSignal): Promise<StoredObject | null> {
    const doing = `look at ${this.name(key)}`;
    const call: AzureCall = { doing, method: "HEAD", key: this.full(key), ...versioned(version), signal };
    const answer = await this.client.ask(call), { status, headers } = answer;
    if (status === 404) return null;
    if (status !== 200) throw this.client.failure(answer, doing);
    const own = headers.get("x-ms-version-id") ?? version;
    return {
      key,
      ...(own !== undefined && { version: own }),
      bytes: Number(headers.get("content-length") ?? NaN),
      modifiedAt: iso(headers.get("last-modified") ?? ""),
      md5: hexOf(headers.get("content-md5")),
      lockedUntil: headers.get("x-ms-legal-hold") === "true"
        ? FOREVER
        : lockOf(headers.get("x-ms-immutability-policy-until-date")),
    };
  }

  async get({ key, version }: ObjectRef, { range, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    const doing = `read ${this.name(key)}`, from = range?.from ?? 0, to = range?.to;
    if (to !== undefined && to <= from) {
      return await this.nothing({ key, ...(version !== undefined && { version }) }, signal);
    }
    const answer = await this.client.ask({
      doing,
      method: "GET",
      key: this.full(key),
      ...versioned(version),
      headers: {
        ...(from > 0 || to !== undefined
          ? { "x-ms-range": `bytes=${from}-${to === undefined ? "" : to - 1}` }
          : {}),
        ...(ifTag !== undefined && { "if-match": ifTag }),
      },
      signal,
      stream: true,
    });
    const { status, headers, stream } = answer;
    if (status === 412) throw new NotFoundError(`Cannot ${doing}: it is another blob now`);
    if (status === 416) return await this.nothing({ key, ...(version !== undefined && { version }) }, signal);
    if (status !== 200 && status !== 206) throw this.client.failure(answer, doing);
    const whole = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length");
    return { bytes: Number(whole), tag: headers.get("etag") ?? "", stream: stream ?? empty() };
  }

  /** No bytes of a blob: HTTP knows no empty range. */
  private async nothing(object: ObjectRef, signal: AbortSignal): Promise<ObjectBody> {
    return { bytes: (await this.stat(object, { signal })).bytes, tag: "", stream: empty() };
  }

  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    const headers = {
      "content-type": TYPE,
      "x-ms-blob-type": "BlockBlob",
      ...await this.lockHeaders(key, options),
    };
    const call: AzureCall = {
      doing: `write ${this.name(key)}`,
      method: "PUT",
      key: this.full(key),
      headers,
      body: bytes,
      signal: options.signal,
    };
    return await this.writtenIfAbsent(key, call, digestsOf(bytes), options);
  }

  /** Nothing is sent: an upload begins with its first block. */
  async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    const { lockUntil, signal } = options;
    await this.lockHeaders(key, options);
    if (await this.head({ key }, signal) !== null) throw this.taken(key);
    const id = crypto.randomUUID().replaceAll("-", "");
    return { key, id, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  async uploadedParts({ key, id }: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    const doing = `look at the parts of ${this.name(key)}`;
    const query = { comp: "blocklist", blocklisttype: "uncommitted" };
    const call: AzureCall = { doing, method: "GET", key: this.full(key), query, signal };
    const answer = await this.client.ask(call);
    return codeIn(answer) === "BlobNotFound" ? [] : readBlocks(await this.client.xml(call), id);
  }

  async putPart(
    { key, id }: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    { signal }: CallOptions,
  ): Promise<UploadedPart> {
    const doing = `write part ${number} of ${this.name(key)}`, tag = blockId(id, number);
    const query = { comp: "block", blockid: tag };
    await this.client.call({ doing, method: "PUT", key: this.full(key), query, body: bytes, signal });
    return { number, bytes: bytes.length, md5: digestsOf(bytes).md5, tag };
  }

  async completeUpload(
    { key, lockUntil }: Upload,
    parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const doing = `finish ${this.name(key)}`, sent = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (sent !== whole.bytes) {
      throw new RefusedError(`Cannot ${doing}: its parts have ${sent} bytes, not ${whole.bytes}`);
    }
    const options = { signal, ...(lockUntil !== undefined && { lockUntil }) };
    const headers = {
      "content-type": "application/xml",
      "x-ms-blob-content-type": TYPE,
      "x-ms-blob-content-md5": base64Of(whole.md5),
      ...await this.lockHeaders(key, options),
    };
    const blocks = parts.map(({ tag }) => `<Uncommitted>${escapeXml(tag)}</Uncommitted>`).join("");
    const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks}</BlockList>`;
    const query = { comp: "blocklist" };
    const call: AzureCall = { doing, method: "PUT", key: this.full(key), query, headers, body, signal };
    return await this.writtenIfAbsent(key, call, whole, options);
  }

  /** Azure drops blocks that nobody commits after a week, and has no call that does it sooner. */
  abortUpload(_upload: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    signal.throwIfAborted();
    return Promise.resolve(false);
  }

  async *unfinishedUploads(_prefix: string, _options: CallOptions): AsyncIterable<UnfinishedUpload> {
  }

  async remove({ key, version }: ObjectRef, { signal }: CallOptions): Promise<void> {
    const doing = `remove ${this.name(key)}`, object = { key, ...(version !== undefined && { version }) };
    const { lockedUntil } = await this.head(object, signal) ?? {};
    if (lockedUntil !== undefined && lockedUntil !== null && Date.parse(lockedUntil) > this.client.now()) {
      throw new LockedError(`Cannot ${doing}: it is locked until ${lockedUntil}`, {
        until: lockedUntil,
        hint: "Nobody can remove it before.",
      });
    }
    const call: AzureCall = { doing, method: "DELETE", key: this.full(key), ...versioned(version), signal };
    let answer = await this.client.ask(call);
    if (codeIn(answer) === "OperationNotAllowedOnRootBlob") {
      // The version that is shown can only be removed once it is not shown any more.
      await this.client.call({ doing, method: "DELETE", key: this.full(key), signal });
      answer = await this.client.ask(call);
    }
    if (answer.status >= 300 && answer.status !== 404) throw this.client.failure(answer, doing);
  }

  /** Makes a call that writes a blob where there is none; the very same bytes are there already where an answer was lost. */
  private async writtenIfAbsent(
    key: string,
    call: AzureCall,
    whole: WholeDigests,
    { lockUntil, signal }: PutOptions,
  ): Promise<StoredObject> {
    const answer = await this.client.ask({ ...call, headers: { ...call.headers, "if-none-match": "*" } });
    const { status } = answer, written = status === 201;
    const maybeThere = status === 409 || status === 412 || codeIn(answer) === "InvalidBlockList";
    if (!written && !maybeThere) throw this.client.failure(answer, call.doing);
    const found = await this.shown(key, answer, whole, signal);
    if (!written) {
      if (found === null) throw this.client.failure(answer, call.doing);
      if (found.bytes !== whole.bytes || found.md5 !== whole.md5) {
        throw codeIn(answer) === "InvalidBlockList"
          ? this.client.failure(answer, call.doing)
          : this.taken(key);
      }
    }
    if (found === null || found.bytes !== whole.bytes) {
      throw new DamagedError(`Cannot ${call.doing}: the store holds other bytes than were sent`, {
        retryable: false,
      });
    }
    const { lockedUntil } = found;
    if (lockUntil === undefined || lockedUntil === undefined) return found;
    if (lockedUntil !== null && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) return found;
    throw new LockUnavailableError(`Cannot lock ${this.name(key)}: the store took it and did not lock it`);
  }

  /** What stands there now; what was sent, where the credentials may write and not read. */
  private async shown(
    key: string,
    answer: StoreAnswer,
    { bytes, md5 }: WholeDigests,
    signal: AbortSignal,
  ): Promise<StoredObject | null> {
    const version = answer.headers.get("x-ms-version-id");
    try {
      return await this.head({ key, ...(version !== null && { version }) }, signal);
    } catch (error) {
      if (!(error instanceof DeniedError) || answer.status !== 201) throw error;
      return {
        key,
        ...(version !== null && { version }),
        bytes,
        md5,
        modifiedAt: iso(answer.headers.get("date") ?? ""),
      };
    }
  }

  private async lockHeaders(key: string, { lockUntil, signal }: PutOptions): Promise<Record<string, string>> {
    if (lockUntil === undefined) return {};
    const { lock, why } = await this.facts({ signal });
    if (lock === "no") {
      throw new LockUnavailableError(`Cannot lock ${this.name(key)}: ${why}`, { hint: LOCK_HINT });
    }
    return {
      "x-ms-immutability-policy-until-date": new Date(lockUntil).toUTCString(),
      "x-ms-immutability-policy-mode": this.options.lockMode === "governance" ? "Unlocked" : "Locked",
    };
  }

  private taken(key: string): AlreadyThereError {
    return new AlreadyThereError(`Cannot write ${this.name(key)}: there is another blob of that name`, {
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

  private name(key: string): string {
    return `${this.location}/${key}`;
  }
}

const TYPE = "application/octet-stream";
const NO_LOCK =
  "the container does not lock single blobs: version-level immutability is switched on when it is made";
const WHOLE_LOCK =
  "the container locks all of its blobs by one policy of its own, and does not tell until when";
const MAY_NOT_ASK = "the credentials may not ask whether the container locks blobs";
const LOCK_HINT = "Use a container with version-level immutability, or leave --lock out.";

function versioned(version: string | undefined): { query?: Record<string, string> } {
  return version === undefined ? {} : { query: { versionid: version } };
}

function empty(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

/**
 * Writes to a bucket without overwriting.
 *
 * @module
 */
import { count, counted } from "../../base/counted.ts";
import { createHash } from "node:crypto";
import { digestsOf, md5Of } from "../digests.ts";
import { DamagedError, DeniedError, LockUnavailableError, RefusedError } from "../errors.ts";
import { paged } from "../http/pages.ts";
import type { StoreAnswer } from "../http/send.ts";
import { escapeXml, textAt } from "../http/xml.ts";
import type { CallOptions, PutOptions, StoredObject, Upload, UploadedPart, WholeDigests } from "../store.ts";
import { isKms, type S3Bucket, type S3Head, versionIn } from "./bucket.ts";
import type { S3Call } from "./client.ts";
import { refusalIn } from "./failure.ts";
import { md5In, readParts } from "./listing.ts";

/** Writes objects of one bucket. */
export class S3Writer {
  constructor(
    private readonly bucket: S3Bucket,
    private readonly lockMode: "compliance" | "governance",
  ) {}

  /** See `Store`. */
  async putIfAbsent(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
  ): Promise<StoredObject> {
    const { signal } = options,
      { md5, sha256 } = digestsOf(bytes),
      doing = `write ${this.bucket.names.shown(key)}`;
    const headers = { "content-type": TYPE, ...await this.lockHeaders(key, options) };
    const call: S3Call = {
      doing,
      method: "PUT",
      key: this.bucket.names.full(key),
      body: bytes,
      headers,
      signal,
    };
    const isSame = async (there: S3Head): Promise<boolean> => {
      if (there.bytes !== bytes.length || there.md5 !== null) return there.md5 === md5;
      // With KMS, the store returns no digest. The object is small enough to be read.
      const { body } = await this.bucket.client.call({ doing, method: "GET", key: call.key ?? "", signal });
      return digestsOf(body).sha256 === sha256;
    };
    const answer = await this.writtenIfAbsent(key, call, isSame);
    const etag = answer === null ? null : md5In(answer.headers.get("etag"));
    if (answer !== null && etag !== null && etag !== md5 && !isKms(answer.headers)) {
      throw new DamagedError(`Cannot ${doing}: the stored bytes differ from those that were sent`, {
        retryable: false,
      });
    }
    return await this.settled({ key, bytes: bytes.length, md5 }, answer, options);
  }

  /**
   * See `Store`. The id contains the store's id of the upload and a generated token, which is also in the object's
   * metadata.
   */
  async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    const { signal, lockUntil } = options, word = crypto.randomUUID();
    const headers = { "content-type": TYPE, [WORD]: word, ...await this.lockHeaders(key, options) };
    if (typeof await this.bucket.head({ key }, signal) === "object") throw this.bucket.names.taken(key);
    const doing = `start the upload of ${this.bucket.names.shown(key)}`;
    const id = textAt(
      await this.bucket.client.xml({
        doing,
        method: "POST",
        key: this.bucket.names.full(key),
        query: { uploads: "" },
        headers,
        body: "",
        signal,
      }),
      "UploadId",
    );
    if (!/^\S+$/.test(id ?? "")) throw new RefusedError(`Cannot ${doing}: the store returned no upload id`);
    return { key, id: `${id} ${word}`, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  /** See `Store`. */
  async uploadedParts({ key, id }: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    const doing = `list the parts of ${this.bucket.names.shown(key)}`, parts: UploadedPart[] = [];
    const pages = paged(doing, async (position) => {
      const query = { uploadId: idOf(id), ...position };
      return readParts(
        await this.bucket.client.xml({
          doing,
          method: "GET",
          key: this.bucket.names.full(key),
          query,
          signal,
        }),
      );
    });
    for await (const part of pages) parts.push(part);
    return parts;
  }

  /** See `Store`. */
  async putPart(
    { key, id }: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    { signal }: CallOptions,
  ): Promise<UploadedPart> {
    const doing = `write part ${number} of ${this.bucket.names.shown(key)}`, md5 = md5Of(bytes);
    const query = { partNumber: String(number), uploadId: idOf(id) };
    const call: S3Call = {
      doing,
      method: "PUT",
      key: this.bucket.names.full(key),
      query,
      body: bytes,
      md5,
      signal,
    };
    const tag = (await this.bucket.client.call(call)).headers.get("etag") ?? "";
    // With KMS, and in some stores, an ETag is not an MD5.
    return { number, bytes: bytes.length, md5: md5In(tag) === md5 ? md5 : null, tag };
  }

  /** See `Store`. */
  async completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const { key, id, lockUntil } = upload, doing = `finish ${this.bucket.names.shown(key)}`;
    const sent = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (sent !== whole.bytes) {
      throw new RefusedError(
        `Cannot ${doing}: its parts have ${counted(sent, "byte")} instead of ${count(whole.bytes)}`,
      );
    }
    // S3 does not complete an upload without parts.
    const nothing = { number: 1, bytes: new Uint8Array() };
    const all = parts.length > 0 ? parts : [await this.putPart(upload, nothing, { signal })];
    const etag = etagOfParts(all), word = id.split(" ")[1];
    const isSame = (there: S3Head): boolean =>
      there.bytes === whole.bytes &&
      (etagOf(there.etag) === etag || (there.headers.get(WORD) ?? "") === word);
    const query = { uploadId: idOf(id) }, body = completion(all);
    const call: S3Call = { doing, method: "POST", key: this.bucket.names.full(key), query, body, signal };
    const answer = await this.writtenIfAbsent(key, call, isSame);
    if (answer !== null) {
      const told = etagOf(textAt(this.bucket.client.read(answer, doing), "ETag"));
      if (etag !== null && /-\d+$/.test(told) && told !== etag) {
        throw new DamagedError(`Cannot ${doing}: the store assembled different parts`, {
          retryable: false,
        });
      }
    }
    const found = await this.settled({ key, bytes: whole.bytes, md5: null }, answer, {
      signal,
      ...(lockUntil !== undefined && { lockUntil }),
    });
    if (found.bytes === whole.bytes) return found;
    throw new DamagedError(
      `Cannot ${doing}: the store has only ${count(found.bytes)} of ${counted(whole.bytes, "byte")}`,
      {
        retryable: false,
      },
    );
  }

  /** See `Store`. */
  async abortUpload({ key, id }: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    const doing = `abort the upload of ${this.bucket.names.shown(key)}`, query = { uploadId: idOf(id) };
    const call: S3Call = { doing, method: "DELETE", key: this.bucket.names.full(key), query, signal };
    const answer = await this.bucket.client.ask(call);
    if (answer.status >= 300 && answer.status !== 404) throw this.bucket.client.failure(answer, doing);
    return true;
  }

  /**
   * Sends a request that writes a key if the key is free. Returns null if the key has an object that `isSame` accepts.
   * A 403 for the check may mean that the object does not exist; in this case, only the condition protects the key.
   */
  private async writtenIfAbsent(
    key: string,
    call: S3Call,
    isSame: (there: S3Head) => boolean | Promise<boolean>,
  ): Promise<StoreAnswer | null> {
    const { client } = this.bucket;
    if (await this.isThere(key, isSame, call.signal)) return null;
    if (this.bucket.conditions) {
      const answer = await client.ask({ ...call, headers: { ...call.headers, "if-none-match": "*" } });
      if (answer.status < 300) return answer;
      // The same request may have been sent before, and its response lost.
      if (answer.status === 412 || answer.status === 404) {
        if (await this.isThere(key, isSame, call.signal)) return null;
        throw answer.status === 412 ? this.bucket.names.taken(key) : client.failure(answer, call.doing);
      }
      if (answer.status !== 501 || refusalIn(answer).code !== "NotImplemented") {
        throw client.failure(answer, call.doing);
      }
      this.bucket.conditions = false;
    }
    return await client.call(call);
  }

  /** Whether the object exists with the same content. @throws {AlreadyThereError} if the key has other content */
  private async isThere(
    key: string,
    isSame: (there: S3Head) => boolean | Promise<boolean>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const there = await this.bucket.head({ key }, signal);
    if (there === 404 || there === 403) return false;
    if (await isSame(there)) return true;
    throw this.bucket.names.taken(key);
  }

  /** Returns the stored object. Checks that it is locked if a lock was requested. */
  private async settled(
    sent: { key: string; bytes: number; md5: string | null },
    answer: StoreAnswer | null,
    { lockUntil, signal }: PutOptions,
  ): Promise<StoredObject> {
    const { key } = sent, version = answer === null ? {} : versionIn(answer.headers);
    let found: StoredObject;
    try {
      found = await this.bucket.stat({ key, ...version }, { signal });
    } catch (error) {
      // Credentials that can write may lack the permission to read.
      if (!(error instanceof DeniedError) || answer === null) throw error;
      const date = Date.parse(answer.headers.get("date") ?? "");
      return { ...sent, ...version, modifiedAt: new Date(Number.isNaN(date) ? 0 : date).toISOString() };
    }
    const { lockedUntil } = found;
    if (lockUntil === undefined || lockedUntil === undefined) return found;
    if (lockedUntil !== null && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) return found;
    throw new LockUnavailableError(
      `Cannot lock ${this.bucket.names.shown(key)}: the store accepted the object but did not lock it`,
      {
        hint: LOCK_HINT,
      },
    );
  }

  private async lockHeaders(key: string, { lockUntil, signal }: PutOptions): Promise<Record<string, string>> {
    if (lockUntil === undefined) return {};
    const { lock, why } = await this.bucket.facts({ signal });
    if (lock === "no") {
      throw new LockUnavailableError(`Cannot lock ${this.bucket.names.shown(key)}: ${why}`, {
        hint: LOCK_HINT,
      });
    }
    return {
      "x-amz-object-lock-mode": this.lockMode.toUpperCase(),
      "x-amz-object-lock-retain-until-date": new Date(lockUntil).toISOString().replace(/\.\d+/, ""),
    };
  }
}

const TYPE = "application/octet-stream";
/** The metadata that identifies an object in parts if its ETag does not. */
const WORD = "x-amz-meta-upload";
const LOCK_HINT = "Enable object lock for the bucket, or remove --lock.";

/** Returns the store's id of an upload. */
function idOf(id: string): string {
  return id.split(" ")[0] ?? id;
}

function etagOf(text: string | null): string {
  return (text ?? "").replaceAll('"', "");
}

function completion(parts: readonly UploadedPart[]): string {
  const listed = parts.map(({ number, tag }) =>
    `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${
    listed.join("")
  }</CompleteMultipartUpload>`;
}

/** Returns the ETag of an object in parts: the MD5 of the parts' MD5s. Null if the MD5 of a part is unknown. */
function etagOfParts(parts: readonly UploadedPart[]): string | null {
  const hash = createHash("md5");
  for (const { md5 } of parts) {
    if (md5 === null) return null;
    hash.update(md5, "hex");
  }
  return `${hash.digest("hex")}-${parts.length}`;
}

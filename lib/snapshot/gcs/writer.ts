/**
 * Writes to a bucket without overwriting.
 *
 * @module
 */
import { digestsOf } from "../digests.ts";
import { DamagedError, DeniedError, LockUnavailableError, NotFoundError, StoreError } from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import { bytesOf, type StoreAnswer } from "../http/send.ts";
import type {
  CallOptions,
  ObjectRef,
  PutOptions,
  StoredObject,
  Upload,
  UploadedPart,
  WholeDigests,
} from "../store.ts";
import type { GcsBucket } from "./bucket.ts";
import type { GcsCall } from "./client.ts";
import { FIELDS, readObject, shown } from "./resource.ts";
import { Resumable } from "./resumable.ts";

/** Writes objects of one bucket. */
export class GcsWriter {
  private readonly resumable: Resumable;

  constructor(
    private readonly bucket: GcsBucket,
    private readonly lockMode: "compliance" | "governance",
    private readonly remove: (object: ObjectRef, options: CallOptions) => Promise<void>,
  ) {
    this.resumable = new Resumable(bucket.client);
  }

  /** See `Store`. */
  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    const whole = digestsOf(bytes), boundary = crypto.randomUUID();
    const resource = {
      ...await this.resource(key, options),
      md5Hash: base64Of(whole.md5),
    };
    const call: GcsCall = {
      doing: `write ${this.bucket.names.shown(key)}`,
      method: "POST",
      path: "/o",
      query: { uploadType: "multipart", ifGenerationMatch: "0", fields: FIELDS },
      headers: { "content-type": `multipart/related; boundary=${boundary}` },
      body: related(boundary, resource, bytes),
      signal: options.signal,
    };
    return await this.settled(
      key,
      await this.bucket.client.ask(call, { upload: true }),
      call.doing,
      whole,
      options,
    );
  }

  /** See `Store`. */
  async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    const { lockUntil, signal } = options, doing = `start the upload of ${this.bucket.names.shown(key)}`;
    const resource = await this.resource(key, options);
    if (await this.isThere(key, signal)) throw this.bucket.names.taken(key);
    const call: GcsCall = {
      doing,
      method: "POST",
      path: "/o",
      query: { uploadType: "resumable", ifGenerationMatch: "0", fields: FIELDS },
      headers: { "content-type": "application/json; charset=UTF-8", "x-upload-content-type": TYPE },
      body: bytesOf(JSON.stringify(resource)),
      signal,
    };
    const answer = await this.bucket.client.ask(call, { upload: true });
    if (answer.status === 412) throw this.bucket.names.taken(key);
    if (answer.status !== 200) throw this.bucket.client.failure(answer, doing);
    const id = this.bucket.client.session(answer.headers.get("location"), doing);
    return { key, id, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  /** See `Store`. */
  async uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]> {
    const doing = `list the parts of ${this.bucket.names.shown(upload.key)}`,
      session = this.mine(upload, doing);
    const progress = await this.resumable.progress(session, doing, options);
    const bytes = "bytes" in progress ? progress.bytes : Number(progress.object["size"]);
    const whole = Math.floor(bytes / upload.partBytes),
      rest = "bytes" in progress ? 0 : bytes % upload.partBytes;
    const sizes = [...Array.from({ length: whole }, () => upload.partBytes), ...(rest > 0 ? [rest] : [])];
    return sizes.map((size, index) => ({ number: index + 1, bytes: size, md5: null, tag: "" }));
  }

  /** See `Store`. */
  async putPart(
    upload: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart> {
    const doing = `write part ${number} of ${this.bucket.names.shown(upload.key)}`,
      at = (number - 1) * upload.partBytes;
    await this.resumable.put(this.mine(upload, doing), { at, bytes }, doing, options);
    return { number, bytes: bytes.length, md5: null, tag: "" };
  }

  /** See `Store`. */
  async completeUpload(
    upload: Upload,
    _parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const { key, lockUntil } = upload, doing = `finish ${this.bucket.names.shown(key)}`;
    const options = { signal, ...(lockUntil !== undefined && { lockUntil }) };
    let answer: StoreAnswer;
    try {
      answer = await this.resumable.finish(this.mine(upload, doing), whole, doing, { signal });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      // Google forgets an upload some time after it has created the object.
      const found = await this.bucket.find({ key }, signal);
      if (found?.bytes === whole.bytes && found.md5 === whole.md5) return found;
      throw error;
    }
    return await this.settled(key, answer, doing, whole, options);
  }

  /** See `Store`. */
  async abortUpload(upload: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    const doing = `abort the upload of ${this.bucket.names.shown(upload.key)}`;
    const { id } = this.mine({ ...upload, partBytes: 0 }, doing);
    this.resumable.forget(id);
    const answer = await this.bucket.client.ask({ doing, method: "DELETE", path: id, signal });
    // Google returns 499 for an upload that was aborted.
    if (answer.status >= 300 && ![404, 410, 499].includes(answer.status)) {
      throw this.bucket.client.failure(answer, doing);
    }
    return true;
  }

  /** Returns the object that a write created, or that exists with the same bytes. Removes it if it is damaged. */
  private async settled(
    key: string,
    answer: StoreAnswer,
    doing: string,
    whole: WholeDigests,
    { lockUntil, signal }: PutOptions,
  ): Promise<StoredObject> {
    const { status } = answer;
    if (status === 412) {
      const found = await this.bucket.find({ key }, signal);
      if (found?.bytes !== whole.bytes || found.md5 !== whole.md5) throw this.bucket.names.taken(key);
      return found;
    }
    if (status !== 200 && status !== 201) throw this.bucket.client.failure(answer, doing);
    const made = { ...shown(readObject(this.bucket.client.read(answer, doing))), key },
      { lockedUntil } = made;
    if (made.bytes !== whole.bytes || (made.md5 !== null && made.md5 !== whole.md5)) {
      // It has no manifest, so it is not a snapshot. If it cannot be removed, it only uses space.
      await this.remove(made, { signal }).catch((error) => {
        if (!(error instanceof StoreError)) throw error;
      });
      throw new DamagedError(`Cannot ${doing}: the stored bytes differ from those that were sent`, {
        retryable: false,
      });
    }
    if (lockUntil === undefined) return made;
    if (typeof lockedUntil === "string" && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) {
      return made;
    }
    throw new LockUnavailableError(
      `Cannot lock ${this.bucket.names.shown(key)}: the store accepted the object but did not lock it`,
    );
  }

  private async isThere(key: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.bucket.find({ key }, signal) !== null;
    } catch (error) {
      // Credentials that can only write cannot check whether the object exists. The condition of the write is enough.
      if (error instanceof DeniedError) return false;
      throw error;
    }
  }

  /** Returns the resource of an object to create. */
  private async resource(key: string, { lockUntil, signal }: PutOptions): Promise<Record<string, unknown>> {
    const resource = { name: this.bucket.names.full(key), contentType: TYPE };
    if (lockUntil === undefined) return resource;
    const { lock, why } = await this.bucket.facts({ signal });
    if (lock === "no") {
      throw new LockUnavailableError(`Cannot lock ${this.bucket.names.shown(key)}: ${why}`, {
        hint: LOCK_HINT,
      });
    }
    const mode = this.lockMode === "governance" ? "Unlocked" : "Locked";
    return { ...resource, retention: { mode, retainUntilTime: new Date(lockUntil).toISOString() } };
  }

  /** Returns the upload after checking that its URL has the store's origin. */
  private mine(upload: Upload, doing: string): Upload {
    return { ...upload, id: this.bucket.client.session(upload.id, doing) };
  }
}

const TYPE = "application/octet-stream";
const LOCK_HINT = "Use a bucket with object retention, or remove --lock.";

/** Returns a body of two parts: the resource and the bytes. */
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

/**
 * Reads the properties of a bucket and its objects.
 *
 * @module
 */
import { DeniedError, NotFoundError } from "../errors.ts";
import { Names } from "../http/names.ts";
import type { StoreAnswer } from "../http/send.ts";
import { textAt } from "../http/xml.ts";
import type { CallOptions, ObjectRef, StoredObject, StoreFacts } from "../store.ts";
import type { S3Call, S3Client } from "./client.ts";
import { refusalIn } from "./failure.ts";
import { md5In } from "./listing.ts";

/** Options of {@linkcode S3Bucket}. */
export interface S3BucketOptions {
  client: S3Client;
  /** The location for users: `s3://bucket/prefix`. */
  location: string;
  /** The prefix of all keys in the bucket: empty, or without a slash at its end. */
  prefix: string;
}

/** The properties of an object in the response to HEAD. */
export interface S3Head extends StoredObject {
  etag: string;
  headers: Headers;
}

/** The end time to return for a legal hold, which has none. */
const FOREVER = "9999-12-31T23:59:59.000Z";

/** A bucket, below a prefix. */
export class S3Bucket {
  readonly names: Names;
  readonly client: S3Client;
  /** Whether the store supports `If-None-Match: *`. False after the store has refused it. */
  conditions = true;
  private asked: Promise<StoreFacts> | null = null;

  constructor({ client, location, prefix }: S3BucketOptions) {
    this.names = new Names(location, prefix);
    this.client = client;
  }

  /** Returns the facts about the bucket. Requests them only one time, because they do not change during a run. */
  async facts(options: CallOptions): Promise<StoreFacts> {
    this.asked ??= this.askFacts(options).catch((error) => {
      this.asked = null;
      throw error;
    });
    return { ...await this.asked, atomicPut: this.conditions };
  }

  private async askFacts({ signal }: CallOptions): Promise<StoreFacts> {
    const doing = `check ${this.names.location}`, atomicPut = true;
    const lock = await this.client.ask({ doing, method: "GET", query: { "object-lock": "" }, signal });
    if (lock.status === 200 && textAt(this.client.read(lock, doing), "ObjectLockEnabled") === "Enabled") {
      return { lock: "yes", why: null, versions: true, atomicPut };
    }
    if (!saysNothing(lock)) throw this.client.failure(lock, doing);
    const versioning = await this.client.ask({ doing, method: "GET", query: { versioning: "" }, signal });
    if (!saysNothing(versioning)) throw this.client.failure(versioning, doing);
    const versions = versioning.status === 200
      ? textAt(this.client.read(versioning, doing), "Status") === "Enabled"
      : null;
    if (lock.status === 403) return { lock: "unknown", why: MAY_NOT_ASK, versions, atomicPut };
    return { lock: "no", why: NO_LOCK, versions, atomicPut };
  }

  /** Returns one object with its lock. @throws {NotFoundError} */
  async stat(object: ObjectRef, { signal }: CallOptions): Promise<StoredObject> {
    const found = await this.head(object, signal), doing = `check ${this.names.shown(object.key)}`;
    if (found === 404) throw new NotFoundError(`Cannot ${doing}: it does not exist`);
    if (found === 403) {
      throw new DeniedError(`Cannot ${doing}: the store returned 403`, {
        hint:
          "Check the permissions of the credentials for this bucket. Without s3:ListBucket, a missing object looks the same.",
      });
    }
    const { etag: _etag, headers: _headers, ...shown } = found;
    const lockedUntil = await this.lockOf(object, found, signal);
    return { ...shown, ...(lockedUntil !== undefined && { lockedUntil }) };
  }

  /** Returns the properties of an object, or the status if the request fails with 403 or 404. */
  async head({ key, version }: ObjectRef, signal: AbortSignal): Promise<S3Head | 403 | 404> {
    const doing = `check ${this.names.shown(key)}`;
    const call: S3Call = { doing, method: "HEAD", key: this.names.full(key), ...versioned(version), signal };
    let answer = await this.client.ask(call);
    if (answer.status === 400) {
      // A response to HEAD has no body with the reason. A GET returns the reason, and renews expired credentials.
      const said = await this.client.ask({ ...call, method: "GET", headers: { range: "bytes=0-0" } });
      answer = said.status < 300 || said.status === 404 || said.status === 416
        ? await this.client.ask(call)
        : said;
    }
    const { status, headers } = answer;
    if (status === 404 || status === 403) return status;
    if (status !== 200) throw this.client.failure(answer, doing);
    const etag = headers.get("etag") ?? "";
    return {
      key,
      ...versionIn(headers),
      bytes: Number(headers.get("content-length") ?? NaN),
      modifiedAt: new Date(headers.get("last-modified") ?? 0).toISOString(),
      md5: isKms(headers) ? null : md5In(etag),
      etag,
      headers,
    };
  }

  /**
   * Returns the end of an object's lock. Null if it is not locked, undefined if the credentials may not read the lock.
   */
  private async lockOf(
    { version }: ObjectRef,
    { key, headers, version: shown }: S3Head,
    signal: AbortSignal,
  ): Promise<string | null | undefined> {
    if (headers.get("x-amz-object-lock-legal-hold") === "ON") return FOREVER;
    const until = headers.get("x-amz-object-lock-retain-until-date");
    if (until !== null) return new Date(until).toISOString();
    if ((await this.facts({ signal })).lock === "no") return null;
    // Without the permission to read retention, the headers are missing too, so their absence does not mean that the
    // object is unlocked.
    const query = { retention: "", ...versioned(version ?? shown).query };
    const doing = `check the lock of ${this.names.shown(key)}`;
    const answer = await this.client.ask({ doing, method: "GET", key: this.names.full(key), query, signal });
    if (answer.status === 404 || answer.status === 400) return null;
    if (answer.status !== 200) return undefined;
    const at = Date.parse(textAt(this.client.read(answer, doing), "RetainUntilDate") ?? "");
    return Number.isNaN(at) ? null : new Date(at).toISOString();
  }
}

const NO_LOCK =
  "the bucket has no object lock: it is enabled when the bucket is created, or in its properties";
const MAY_NOT_ASK =
  "the credentials lack the permission to check whether the bucket locks objects (s3:GetBucketObjectLockConfiguration)";

/** Statuses of a store that does not support the request. */
const UNKNOWN = new Set([400, 404, 405, 501]);

/**
 * Whether a response is not an error to report: it succeeded, the store does not support the request, or the
 * credentials may not send it.
 */
function saysNothing(answer: StoreAnswer): boolean {
  const { code } = refusalIn(answer), { status } = answer;
  if (status === 403) return code === "AccessDenied" || code === "AllAccessDisabled";
  return status === 200 ||
    (UNKNOWN.has(status) && code !== "NoSuchBucket" && code !== "AuthorizationHeaderMalformed");
}

/** Returns the query of a request for a version. */
export function versioned(version: string | undefined): { query?: Record<string, string> } {
  return version === undefined ? {} : { query: { versionId: version } };
}

/** Returns the version in the headers of a response. Empty if the bucket keeps no versions. */
export function versionIn(headers: Headers): { version?: string } {
  const id = headers.get("x-amz-version-id");
  return id === null || id === "null" ? {} : { version: id };
}

/** Whether the ETag is not a digest, because the object is encrypted with a key of KMS or of the customer. */
export function isKms(headers: Headers): boolean {
  return /kms/i.test(headers.get("x-amz-server-side-encryption") ?? "") ||
    headers.has("x-amz-server-side-encryption-customer-algorithm");
}

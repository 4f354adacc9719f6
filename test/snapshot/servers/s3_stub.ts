/**
 * A strict stand-in of Amazon S3 for one bucket, for what OpenStack Swift does not do: conditional writes, versions and
 * object lock, keys that run out or may do little, KMS, a bucket that is full.
 *
 * It checks who signed (the access key, the date, which headers), the digests of each body, conditions, parts and locks, as
 * Amazon does. It does not compute the signature itself: Swift does. It knows no policies, regions, ACLs or website.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { ranged, Stub, type StubRequest } from "./stub.ts";

/** What a key may do, by Amazon's names of actions. */
export type S3Right =
  | "AbortMultipartUpload"
  | "DeleteObject"
  | "DeleteObjectVersion"
  | "GetBucketObjectLockConfiguration"
  | "GetBucketVersioning"
  | "GetObject"
  | "GetObjectRetention"
  | "ListBucket"
  | "ListBucketVersions"
  | "PutObject"
  | "PutObjectRetention";

/** All that may be done. */
export const EVERYTHING: readonly S3Right[] = [
  "AbortMultipartUpload",
  "DeleteObject",
  "DeleteObjectVersion",
  "GetBucketObjectLockConfiguration",
  "GetBucketVersioning",
  "GetObject",
  "GetObjectRetention",
  "ListBucket",
  "ListBucketVersions",
  "PutObject",
  "PutObjectRetention",
];

/** Options of {@linkcode S3Stub}. */
export interface S3StubOptions {
  /** Objects are locked, and versions kept. */
  locks?: boolean;
  /** ETags are no digests. */
  kms?: boolean;
  /** Bytes that the bucket holds at most. */
  quota?: number;
  /** Bytes of every part but the last, at least: 5 MiB. */
  leastPart?: number;
  /** `If-None-Match: *` is known; else 501, or ignored. */
  conditions?: "known" | "refused" | "ignored";
}

interface Version {
  id: string;
  key: string;
  bytes: Uint8Array<ArrayBuffer>;
  etag: string;
  modified: Date;
  mark: boolean;
  retainUntil: number | null;
  word: string | null;
}

interface Multi {
  key: string;
  headers: Headers;
  parts: Map<number, { bytes: Uint8Array<ArrayBuffer>; md5: string }>;
  began: Date;
}

interface Key {
  until: number;
  may: ReadonlySet<S3Right>;
  token: string | null;
}

/** The bucket `copies`, path style. */
export class S3Stub extends Stub {
  /** Versions of all keys, the newest last. */
  versions: Version[] = [];
  readonly keys = new Map<string, Key>();
  readonly uploads = new Map<string, Multi>();
  private last = 0;

  constructor(private readonly options: S3StubOptions = {}) {
    super((request) => {
      try {
        return this.answer(request);
      } catch (error) {
        if (error instanceof Response) return error;
        throw error;
      }
    });
  }

  /** A new access key. */
  key(
    { may = EVERYTHING, until = Infinity, token = null }: Partial<
      { may: readonly S3Right[]; until: number; token: string | null }
    > = {},
  ): {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  } {
    const accessKeyId = `AKIA${++this.last}STUB`;
    this.keys.set(accessKeyId, { until, may: new Set(may), token });
    return {
      accessKeyId,
      secretAccessKey: `secret-${accessKeyId}`,
      ...(token !== null && { sessionToken: token }),
    };
  }

  private answer(request: StubRequest): Response {
    const { method, url, headers, body } = request, query = url.searchParams;
    const own = this.signer(headers);
    const may = (right: S3Right): void => {
      if (!own.may.has(right)) throw refusal(403, "AccessDenied", `not allowed: s3:${right}`);
    };
    checkDigests(headers, body);
    const [, bucket, key] = /^\/([^/]+)(?:\/(.*))?$/.exec(url.pathname) ?? [];
    if (bucket !== "copies") return refusal(404, "NoSuchBucket", "The specified bucket does not exist");
    if (key === undefined || key === "") return this.bucket(query, may);
    if (query.has("uploadId") || query.has("uploads")) return this.multipart(key, request, may);
    if (method === "PUT") {
      may("PutObject");
      return this.put(key, body, headers, may, md5Of(body));
    }
    const version = query.get("versionId");
    if (method === "DELETE") return this.remove(key, version, may);
    may("GetObject");
    const found = this.find(key, version);
    if (found === null || found.mark) {
      may("ListBucket");
      return refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    if (query.has("retention")) {
      may("GetObjectRetention");
      if (found.retainUntil === null) return refusal(404, "NoSuchObjectLockConfiguration", "no lock");
      return xml(
        `<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${
          iso(found.retainUntil)
        }</RetainUntilDate></Retention>`,
      );
    }
    const match = headers.get("if-match");
    if (match !== null && match !== found.etag) return refusal(412, "PreconditionFailed", "no match");
    const shown = {
      etag: found.etag,
      "last-modified": found.modified.toUTCString(),
      ...(this.options.locks === true && { "x-amz-version-id": found.id }),
      ...this.sealed(),
      ...(found.word !== null && { "x-amz-meta-upload": found.word }),
      ...(found.retainUntil !== null && own.may.has("GetObjectRetention") &&
        { "x-amz-object-lock-retain-until-date": iso(found.retainUntil) }),
    };
    if (method === "HEAD") {
      return new Response(null, { headers: { ...shown, "content-length": String(found.bytes.length) } });
    }
    const part = ranged(found.bytes, headers.get("range"));
    if (part === null) return refusal(416, "InvalidRange", "no such range");
    return new Response(part.body, { status: part.status, headers: { ...shown, ...part.headers } });
  }

  /** Who signed, and that nothing is missing of what has to be signed. */
  private signer(headers: Headers): Key {
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/us-east-1\/s3\/aws4_request, SignedHeaders=(\S+), Signature=[0-9a-f]{64}$/
        .exec(headers.get("authorization") ?? "");
    if (match === null) throw refusal(403, "AccessDenied", "not signed");
    const [, id = "", , signed = ""] = match, key = this.keys.get(id);
    for (const name of ["host", "x-amz-content-sha256", "x-amz-date"]) {
      if (!signed.split(";").includes(name)) throw refusal(403, "AccessDenied", `${name} is not signed`);
    }
    if (key === undefined) throw refusal(403, "InvalidAccessKeyId", "no such key");
    if (key.token !== headers.get("x-amz-security-token")) {
      throw refusal(403, "InvalidToken", "another token");
    }
    if (key.until <= Date.now()) throw refusal(400, "ExpiredToken", "The provided token has expired.");
    return key;
  }

  private bucket(query: URLSearchParams, may: (right: S3Right) => void): Response {
    if (query.has("object-lock")) {
      may("GetBucketObjectLockConfiguration");
      if (this.options.locks !== true) return refusal(404, "ObjectLockConfigurationNotFoundError", "none");
      return xml(
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
      );
    }
    if (query.has("versioning")) {
      may("GetBucketVersioning");
      return xml(
        `<VersioningConfiguration>${
          this.options.locks === true ? "<Status>Enabled</Status>" : ""
        }</VersioningConfiguration>`,
      );
    }
    if (query.has("uploads")) {
      may("ListBucket");
      const all = [...this.uploads].filter(([, { key }]) => key.startsWith(query.get("prefix") ?? "")).map((
        [id, { key, began }],
      ) =>
        `<Upload><Key>${
          encodeURIComponent(key)
        }</Key><UploadId>${id}</UploadId><Initiated>${began.toISOString()}</Initiated></Upload>`
      );
      return xml(`<ListMultipartUploadsResult>${all.join("")}</ListMultipartUploadsResult>`);
    }
    may(query.has("versions") ? "ListBucketVersions" : "ListBucket");
    const most = Number(query.get("max-keys") ?? 1000), prefix = query.get("prefix") ?? "";
    const after = query.has("versions")
      ? `${query.get("key-marker") ?? ""}\0${query.get("version-id-marker") ?? ""}`
      : query.get("continuation-token") ?? "";
    // The newest of a key comes first.
    const place = ({ key, id }: Version): string =>
      `${key}\0${String(999999 - Number(id.slice(1))).padStart(6, "0")}`;
    const markOf = ({ key, id }: Version): string => `${key}\0${id}`;
    const versions = this.versions.filter(({ key }) => key.startsWith(prefix)).sort((a, b) =>
      place(a) < place(b) ? -1 : 1
    );
    const listed = query.has("versions")
      ? versions
      : versions.filter((one) => !one.mark && this.find(one.key, null) === one);
    const start = after === "" || after === "\0" ? 0 : listed.findIndex((one) => markOf(one) === after) + 1;
    const page = listed.slice(start, start + most), more = listed.length > start + most;
    const entries = page.map((one) => {
      const name = query.has("versions") ? one.mark ? "DeleteMarker" : "Version" : "Contents";
      return `<${name}><Key>${encodeURIComponent(one.key)}</Key><VersionId>${one.id}</VersionId><ETag>${
        one.etag.replaceAll('"', "&quot;")
      }</ETag><Size>${one.bytes.length}</Size><LastModified>${one.modified.toISOString()}</LastModified></${name}>`;
    });
    const end = page.at(-1);
    const next = !more || end === undefined
      ? ""
      : query.has("versions")
      ? `<NextKeyMarker>${
        encodeURIComponent(end.key)
      }</NextKeyMarker><NextVersionIdMarker>${end.id}</NextVersionIdMarker>`
      : `<NextContinuationToken>${markOf(end).replace("\0", "&#0;")}</NextContinuationToken>`;
    return xml(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${entries.join("")}</ListBucketResult>`,
    );
  }

  private multipart(
    key: string,
    { method, url, headers, body }: StubRequest,
    may: (right: S3Right) => void,
  ): Response {
    const query = url.searchParams, id = query.get("uploadId") ?? "", upload = this.uploads.get(id);
    if (query.has("uploads")) {
      may("PutObject");
      if (headers.has("x-amz-object-lock-mode")) this.checkLock(may);
      const made = `upload-${++this.last}`;
      this.uploads.set(made, { key, headers, parts: new Map(), began: new Date() });
      return xml(
        `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (upload === undefined || upload.key !== key) return refusal(404, "NoSuchUpload", "no such upload");
    if (method === "DELETE") {
      may("AbortMultipartUpload");
      this.uploads.delete(id);
      return new Response(null, { status: 204 });
    }
    if (method === "PUT") {
      may("PutObject");
      this.checkRoom(body.length);
      const md5 = md5Of(body);
      upload.parts.set(Number(query.get("partNumber")), { bytes: body, md5 });
      const etag = this.options.kms === true ? md5Of(new TextEncoder().encode(`kms${md5}`)) : md5;
      return new Response(null, { headers: { etag: `"${etag}"`, ...this.sealed() } });
    }
    if (method === "GET") {
      const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([number, { bytes, md5 }]) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${md5}&quot;</ETag><Size>${bytes.length}</Size></Part>`
      );
      return xml(`<ListPartsResult>${parts.join("")}</ListPartsResult>`);
    }
    may("PutObject");
    const named = [...new TextDecoder().decode(body).matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((m) =>
      Number(m[1])
    );
    const parts = named.map((number) => upload.parts.get(number));
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + (part?.bytes.length ?? 0), 0));
    const hash = createHash("md5");
    let at = 0;
    for (const [index, part] of parts.entries()) {
      if (part === undefined) return refusal(400, "InvalidPart", "no such part");
      if (part.bytes.length < (this.options.leastPart ?? 5 * 1024 * 1024) && index < parts.length - 1) {
        return refusal(400, "EntityTooSmall", "too small");
      }
      whole.set(part.bytes, at);
      at += part.bytes.length;
      hash.update(part.md5, "hex");
    }
    const all = new Headers(upload.headers);
    const condition = headers.get("if-none-match");
    if (condition !== null) all.set("if-none-match", condition);
    const etag = this.options.kms === true ? "kms" : hash.digest("hex");
    const answer = this.put(key, whole, all, () => {}, `${etag}-${parts.length}`);
    if (!answer.ok) return answer;
    this.uploads.delete(id);
    const made = this.versions.at(-1);
    return new Response(
      `<CompleteMultipartUploadResult><ETag>&quot;${etag}-${parts.length}&quot;</ETag></CompleteMultipartUploadResult>`,
      { headers: this.options.locks === true ? { "x-amz-version-id": made?.id ?? "" } : {} },
    );
  }

  private put(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    headers: Headers,
    may: (right: S3Right) => void,
    etag: string,
  ): Response {
    const { conditions = "known" } = this.options, there = this.find(key, null);
    if (headers.get("if-none-match") === "*" && conditions === "refused") {
      return refusal(501, "NotImplemented", "no such thing");
    }
    if (headers.get("if-none-match") === "*" && conditions === "known" && there !== null && !there.mark) {
      return refusal(412, "PreconditionFailed", "there is one");
    }
    // Parts were counted when they came.
    if (!etag.includes("-")) this.checkRoom(bytes.length);
    const until = headers.get("x-amz-object-lock-retain-until-date");
    if (until !== null) {
      this.checkLock(may);
      if (headers.get("x-amz-object-lock-mode") === null) {
        return refusal(400, "InvalidArgument", "a mode is missing");
      }
    }
    const made = {
      id: `v${++this.last}`,
      key,
      bytes,
      etag: this.options.kms === true ? `"${md5Of(new TextEncoder().encode(`kms${etag}`))}"` : `"${etag}"`,
      modified: new Date(),
      mark: false,
      retainUntil: until === null ? null : Date.parse(until),
      word: headers.get("x-amz-meta-upload"),
    };
    if (this.options.locks !== true) this.versions = this.versions.filter((one) => one.key !== key);
    this.versions.push(made);
    return new Response(null, {
      headers: {
        etag: made.etag,
        ...this.sealed(),
        ...(this.options.locks === true && { "x-amz-version-id": made.id }),
      },
    });
  }

  private remove(key: string, version: string | null, may: (right: S3Right) => void): Response {
    may(version === null ? "DeleteObject" : "DeleteObjectVersion");
    if (version === null && this.options.locks === true) {
      const mark = {
        id: `v${++this.last}`,
        key,
        bytes: new Uint8Array(),
        etag: "",
        modified: new Date(),
        mark: true,
      };
      this.versions.push({ ...mark, retainUntil: null, word: null });
      return new Response(null, { status: 204 });
    }
    const found = this.find(key, version);
    if (found !== null && found.retainUntil !== null && found.retainUntil > Date.now()) {
      return refusal(403, "AccessDenied", "Access Denied because object protected by object lock.");
    }
    this.versions = this.versions.filter((one) => one !== found);
    return new Response(null, { status: 204 });
  }

  private find(key: string, version: string | null): Version | null {
    return this.versions.findLast((one) => one.key === key && (version === null || one.id === version)) ??
      null;
  }

  /** What an answer says about encryption. */
  private sealed(): Record<string, string> {
    return this.options.kms === true ? { "x-amz-server-side-encryption": "aws:kms" } : {};
  }

  private checkRoom(bytes: number): void {
    const held = [...this.versions, ...[...this.uploads.values()].flatMap(({ parts }) => [...parts.values()])]
      .reduce((sum, one) => sum + one.bytes.length, 0);
    if (held + bytes > (this.options.quota ?? Infinity)) throw refusal(400, "QuotaExceeded", "no room");
  }

  private checkLock(may: (right: S3Right) => void): void {
    may("PutObjectRetention");
    if (this.options.locks !== true) {
      throw refusal(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
    }
  }
}

function checkDigests(headers: Headers, body: Uint8Array): void {
  const sha256 = createHash("sha256").update(body).digest("hex"), md5 = headers.get("content-md5");
  if (headers.get("x-amz-content-sha256") !== sha256) {
    throw refusal(400, "XAmzContentSHA256Mismatch", "the body is not what was signed");
  }
  if (md5 !== null && Uint8Array.fromBase64(md5).toHex() !== md5Of(body)) {
    throw refusal(400, "BadDigest", "the MD5 differs");
  }
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function refusal(status: number, code: string, message: string): Response {
  return xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`, status);
}

function xml(text: string, status = 200): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`, { status });
}

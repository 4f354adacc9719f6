/**
 * Reads the properties of a container and its blobs.
 *
 * @module
 */
import { NotFoundError } from "../errors.ts";
import { hexOf } from "../http/base64.ts";
import { Names } from "../http/names.ts";
import type { CallOptions, ObjectRef, StoredObject, StoreFacts } from "../store.ts";
import type { AzureCall, AzureClient } from "./client.ts";
import { codeIn } from "./failure.ts";
import { FOREVER, iso, lockOf } from "./listing.ts";

/** A container, below a prefix. */
export class AzureContainer {
  readonly names: Names;
  private asked: Promise<StoreFacts> | null = null;
  /** Whether the container has its own lock, which the properties of a blob do not include. */
  private hasOwnLock = false;

  constructor(readonly client: AzureClient, location: string, prefix: string) {
    this.names = new Names(location, prefix);
  }

  /** Returns the facts about the container. Requests them only one time, because they do not change during a run. */
  async facts(options: CallOptions): Promise<StoreFacts> {
    this.asked ??= this.askFacts(options).catch((error) => {
      this.asked = null;
      throw error;
    });
    return await this.asked;
  }

  private async askFacts({ signal }: CallOptions): Promise<StoreFacts> {
    const doing = `check ${this.names.location}`, query = { restype: "container" };
    const answer = await this.client.ask({ doing, method: "GET", query, signal });
    if (answer.status === 403) return { lock: "unknown", why: MAY_NOT_ASK, versions: null, atomicPut: true };
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    const single = answer.headers.get("x-ms-immutable-storage-with-versioning-enabled") === "true";
    if (single) return { lock: "yes", why: null, versions: true, atomicPut: true };
    this.hasOwnLock = answer.headers.get("x-ms-has-immutability-policy") === "true";
    return { lock: "no", why: this.hasOwnLock ? WHOLE_LOCK : NO_LOCK, versions: false, atomicPut: true };
  }

  /** Returns one blob with its lock. @throws {NotFoundError} */
  async stat(object: ObjectRef, { signal }: CallOptions): Promise<StoredObject> {
    const found = await this.head(object, signal);
    if (found !== null) return found;
    throw new NotFoundError(`Cannot check ${this.names.shown(object.key)}: it does not exist`);
  }

  /** Returns the properties of a blob; null if it does not exist. */
  async head({ key, version }: ObjectRef, signal: AbortSignal): Promise<StoredObject | null> {
    const doing = `check ${this.names.shown(key)}`;
    const call: AzureCall = {
      doing,
      method: "HEAD",
      key: this.names.full(key),
      ...versioned(version),
      signal,
    };
    const answer = await this.client.ask(call), { status, headers } = answer;
    if (status === 404 && codeIn(answer) !== "ContainerNotFound") return null;
    if (status !== 200) throw this.client.failure(answer, doing);
    const own = headers.get("x-ms-version-id") ?? version;
    return {
      key,
      ...(own !== undefined && { version: own }),
      bytes: Number(headers.get("content-length") ?? NaN),
      modifiedAt: iso(headers.get("last-modified") ?? ""),
      md5: hexOf(headers.get("content-md5")),
      ...this.lockIn(headers),
    };
  }

  private lockIn(headers: Headers): { lockedUntil?: string | null } {
    if (headers.get("x-ms-legal-hold") === "true") return { lockedUntil: FOREVER };
    const lockedUntil = lockOf(headers.get("x-ms-immutability-policy-until-date"));
    return lockedUntil === null && this.hasOwnLock ? {} : { lockedUntil };
  }
}

const NO_LOCK =
  "the container does not lock single blobs: version-level immutability is enabled when it is created";
const WHOLE_LOCK = "the container locks all of its blobs by its own policy, and does not report until when";
const MAY_NOT_ASK = "the credentials lack the permission to check whether the container locks blobs";

/** Returns the query of a request for a version. */
export function versioned(version: string | undefined): { query?: Record<string, string> } {
  return version === undefined ? {} : { query: { versionid: version } };
}

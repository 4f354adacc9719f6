/**
 * Reads the properties of a bucket and its objects.
 *
 * @module
 */
import { NotFoundError } from "../errors.ts";
import { Names } from "../http/names.ts";
import type { CallOptions, ObjectRef, StoredObject, StoreFacts } from "../store.ts";
import type { GcsClient } from "./client.ts";
import { FIELDS, readObject, shown } from "./resource.ts";

/** A bucket, below a prefix. */
export class GcsBucket {
  readonly names: Names;
  private asked: Promise<StoreFacts> | null = null;

  constructor(readonly client: GcsClient, location: string, prefix: string) {
    this.names = new Names(location, prefix);
  }

  /** Returns the facts about the bucket. Requests them only one time, because they do not change during a run. */
  async facts(options: CallOptions): Promise<StoreFacts> {
    this.asked ??= this.askFacts(options).catch((error) => {
      this.asked = null;
      throw error;
    });
    return await this.asked;
  }

  private async askFacts({ signal }: CallOptions): Promise<StoreFacts> {
    const doing = `check ${this.names.location}`, query = { fields: "objectRetention,versioning" };
    const answer = await this.client.ask({ doing, method: "GET", path: "", query, signal });
    // Credentials that can write objects may lack the permission to read the bucket's properties.
    if (answer.status === 403) return { lock: "unknown", why: MAY_NOT_ASK, versions: null, atomicPut: true };
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    const { objectRetention, versioning } = this.client.read(answer, doing);
    const versions = JSON.stringify(versioning) === '{"enabled":true}';
    const locks = JSON.stringify(objectRetention) === '{"mode":"Enabled"}';
    return { lock: locks ? "yes" : "no", why: locks ? null : NO_LOCK, versions, atomicPut: true };
  }

  /** Returns one object with its lock. @throws {NotFoundError} */
  async stat(object: ObjectRef, { signal }: CallOptions): Promise<StoredObject> {
    const found = await this.find(object, signal);
    if (found !== null) return found;
    throw new NotFoundError(`Cannot check ${this.names.shown(object.key)}: it does not exist`);
  }

  /** Returns the properties of an object; null if it does not exist. */
  async find({ key, version }: ObjectRef, signal: AbortSignal): Promise<StoredObject | null> {
    const doing = `check ${this.names.shown(key)}`;
    const query = { fields: FIELDS, ...(version !== undefined && { generation: version }) };
    const answer = await this.client.ask({ doing, method: "GET", path: this.path(key), query, signal });
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw this.client.failure(answer, doing);
    return { ...shown(readObject(this.client.read(answer, doing))), key };
  }

  /** Returns the URL path of an object. */
  path(key: string): string {
    return `/o/${encodeURIComponent(this.names.full(key))}`;
  }
}

const NO_LOCK =
  "the bucket does not lock single objects: object retention is enabled when the bucket is created";
const MAY_NOT_ASK =
  "the account lacks the permission to check whether the bucket locks objects (storage.buckets.get)";

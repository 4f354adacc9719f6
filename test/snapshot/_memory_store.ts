import { digestsOf } from "../../lib/snapshot/digests.ts";
import { AlreadyThereError, DamagedError, LockedError, NotFoundError } from "../../lib/snapshot/errors.ts";
import type {
  Abilities,
  ByteRange,
  ObjectBody,
  ObjectRef,
  Store,
  StoredObject,
  StoreFacts,
  UnfinishedUpload,
  Upload,
  UploadedPart,
  WholeDigests,
} from "../../lib/snapshot/store.ts";

interface Held {
  bytes: Uint8Array<ArrayBuffer>;
  modifiedAt: string;
  lockedUntil: string | null;
}

/** A store in memory. `before` is told of each call, and may make it fail; `after` of each that was done. */
export class MemoryStore implements Store {
  readonly location = "memory://copies";
  readonly abilities: Abilities;
  readonly objects = new Map<string, Held>();
  readonly uploads = new Map<
    string,
    { key: string; lockUntil: string | null; parts: Map<number, Uint8Array<ArrayBuffer>> }
  >();
  /** Every call, such as `putPart`. */
  readonly calls: string[] = [];
  before: (call: string, key: string) => void = () => {};
  after: (call: string, key: string) => void = () => {};
  /** Its clock, milliseconds since the epoch. */
  now: () => number = () => Date.now();
  private next = 1;

  constructor({ partsInOrder = false } = {}) {
    this.abilities = {
      partsInOrder,
      partBytes: { least: 1, most: 1 << 30, multipleOf: 1 },
      mostParts: 1_000_000,
      listsUploads: true,
    };
  }

  facts(): Promise<StoreFacts> {
    return this.call("facts", "", () => ({ lock: "yes", why: null, versions: false, atomicPut: true }));
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    yield* await this.call(
      "list",
      prefix,
      () => [...this.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => this.told(key)),
    );
  }

  stat({ key }: ObjectRef): Promise<StoredObject> {
    return this.call("stat", key, () => this.told(key));
  }

  get({ key }: ObjectRef, { range, ifTag }: { range?: ByteRange; ifTag?: string }): Promise<ObjectBody> {
    return this.call("get", key, () => {
      const { bytes } = this.held(key), { sha256 } = digestsOf(bytes);
      if (ifTag !== undefined && ifTag !== sha256) throw new NotFoundError(`${key} is another`);
      const piece = bytes.slice(range?.from ?? 0, range?.to ?? bytes.length);
      let at = 0;
      const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => {
          try {
            this.before("read", key);
          } catch (error) {
            return controller.error(error);
          }
          if (at >= piece.length) return controller.close();
          controller.enqueue(piece.slice(at, at + 50_000));
          at += 50_000;
        },
      });
      return { bytes: bytes.length, tag: sha256, stream };
    });
  }

  putIfAbsent(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    { lockUntil = null as string | null } = {},
  ): Promise<StoredObject> {
    return this.call("putIfAbsent", key, () => this.place(key, bytes.slice(), lockUntil));
  }

  beginUpload(
    key: string,
    { partBytes, lockUntil }: { partBytes: number; lockUntil?: string },
  ): Promise<Upload> {
    return this.call("beginUpload", key, () => {
      if (this.objects.has(key)) throw new AlreadyThereError(`${key} is there`);
      const id = String(this.next++);
      this.uploads.set(id, { key, lockUntil: lockUntil ?? null, parts: new Map() });
      return { key, id, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
    });
  }

  uploadedParts(upload: Upload): Promise<UploadedPart[]> {
    return this.call(
      "uploadedParts",
      upload.key,
      () =>
        [...this.upload(upload).parts].sort(([a], [b]) => a - b).map(([number, bytes]) =>
          part(number, bytes)
        ),
    );
  }

  putPart(
    upload: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<UploadedPart> {
    return this.call("putPart", upload.key, () => {
      this.upload(upload).parts.set(number, bytes.slice());
      return part(number, bytes);
    });
  }

  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    { whole }: { whole: WholeDigests },
  ): Promise<StoredObject> {
    return this.call("completeUpload", upload.key, () => {
      const { parts: has, lockUntil } = this.upload(upload);
      const bytes = new Uint8Array(parts.reduce((sum, one) => sum + one.bytes, 0));
      let at = 0;
      for (const { number } of parts) {
        const piece = has.get(number) ?? new Uint8Array(0);
        bytes.set(piece, at);
        at += piece.length;
      }
      if (digestsOf(bytes).sha256 !== whole.sha256) {
        throw new DamagedError(`${upload.key} is not what was sent`);
      }
      const object = this.place(upload.key, bytes, lockUntil);
      this.uploads.delete(upload.id);
      return object;
    });
  }

  abortUpload({ key, id }: Pick<Upload, "key" | "id">): Promise<boolean> {
    return this.call("abortUpload", key, () => {
      if (!this.uploads.delete(id)) throw new NotFoundError(`upload ${id} is not there`);
      return true;
    });
  }

  async *unfinishedUploads(prefix: string): AsyncIterable<UnfinishedUpload> {
    yield* await this.call(
      "unfinishedUploads",
      prefix,
      () =>
        [...this.uploads].filter(([, { key }]) => key.startsWith(prefix))
          .map(([id, { key }]) => ({ key, id, startedAt: new Date(this.now()).toISOString() })),
    );
  }

  remove({ key }: ObjectRef): Promise<void> {
    return this.call("remove", key, () => {
      const until = this.objects.get(key)?.lockedUntil ?? null;
      if (until !== null && Date.parse(until) > this.now()) {
        throw new LockedError(`${key} is locked`, { until });
      }
      this.objects.delete(key);
    });
  }

  /** Keys, sorted. */
  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  /** The bytes of an object. */
  bytes(key: string): Uint8Array<ArrayBuffer> {
    return this.held(key).bytes;
  }

  private async call<T>(name: string, key: string, work: () => T): Promise<T> {
    await Promise.resolve();
    this.calls.push(name);
    this.before(name, key);
    const result = work();
    this.after(name, key);
    return result;
  }

  private place(key: string, bytes: Uint8Array<ArrayBuffer>, lockedUntil: string | null): StoredObject {
    const there = this.objects.get(key);
    if (there !== undefined && digestsOf(there.bytes).sha256 !== digestsOf(bytes).sha256) {
      throw new AlreadyThereError(`${key} is there`);
    }
    if (there === undefined) {
      this.objects.set(key, { bytes, modifiedAt: new Date(this.now()).toISOString(), lockedUntil });
    }
    return this.told(key);
  }

  private told(key: string): StoredObject {
    const { bytes, modifiedAt, lockedUntil } = this.held(key);
    return { key, bytes: bytes.length, modifiedAt, md5: null, lockedUntil };
  }

  private held(key: string): Held {
    const held = this.objects.get(key);
    if (held === undefined) throw new NotFoundError(`${key} is not there`);
    return held;
  }

  private upload({ id }: Upload): { lockUntil: string | null; parts: Map<number, Uint8Array<ArrayBuffer>> } {
    const upload = this.uploads.get(id);
    if (upload === undefined) throw new NotFoundError(`upload ${id} is not there`);
    return upload;
  }
}

function part(number: number, bytes: Uint8Array): UploadedPart {
  return { number, bytes: bytes.length, md5: digestsOf(bytes).md5, tag: String(number) };
}

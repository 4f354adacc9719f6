/**
 * A store that reads as usual and writes nothing.
 *
 * @module
 */
import { isoTime } from "../../base/clock.ts";
import type { Clock } from "../../base/clock.ts";
import { digestsOf } from "../digests.ts";
import {
  AlreadyThereError,
  DeniedError,
  LockedError,
  LockUnavailableError,
  NotFoundError,
} from "../errors.ts";
import type {
  CallOptions,
  ObjectRef,
  PutOptions,
  Store,
  StoredObject,
  Upload,
  UploadedPart,
  WholeDigests,
} from "../store.ts";
import { type Part, type StoreCall, StoreDecorator } from "./decorator.ts";

/** A write that was skipped. */
export interface StoreWish extends StoreCall {
  /** The number of bytes that would have been written; 0 for methods that write none. */
  bytes: number;
}

/** Options of {@linkcode dryRun}. */
export interface DryRunOptions {
  clock: Clock;
  onSkipped?: (wish: StoreWish) => void;
}

/** Returns a store that checks whether it could execute each write, and does not execute it. */
export function dryRun(inner: Store, options: DryRunOptions): Store {
  return new DryStore(inner, options);
}

class DryStore extends StoreDecorator {
  constructor(inner: Store, private readonly options: DryRunOptions) {
    super(inner);
  }

  override async putIfAbsent(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
  ): Promise<StoredObject> {
    await this.check(key, options);
    return this.written("putIfAbsent", key, digestsOf(bytes), options.lockUntil);
  }

  override async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    await this.check(key, options);
    const { lockUntil } = options;
    return { key, id: "dry-run", partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  override uploadedParts(_upload: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    signal.throwIfAborted();
    return Promise.resolve([]);
  }

  override putPart(_upload: Upload, { number, bytes }: Part, { signal }: CallOptions): Promise<UploadedPart> {
    signal.throwIfAborted();
    return Promise.resolve({ number, bytes: bytes.length, md5: digestsOf(bytes).md5, tag: "" });
  }

  override completeUpload(
    { key, lockUntil }: Upload,
    _parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    signal.throwIfAborted();
    return Promise.resolve(this.written("completeUpload", key, whole, lockUntil));
  }

  override abortUpload({ key }: Pick<Upload, "key" | "id">, { signal }: CallOptions): Promise<boolean> {
    signal.throwIfAborted();
    this.options.onSkipped?.({ method: "abortUpload", key, bytes: 0 });
    return Promise.resolve(true);
  }

  override async remove(object: ObjectRef, options: CallOptions): Promise<void> {
    const found = await this.found(object, options), until = found?.lockedUntil ?? null;
    if (until !== null && Date.parse(until) > this.options.clock.now()) {
      throw new LockedError(`Cannot remove ${this.location}/${object.key}: it is locked until ${until}`, {
        until,
      });
    }
    this.options.onSkipped?.({ method: "remove", key: object.key, bytes: 0 });
  }

  private async check(key: string, options: PutOptions): Promise<void> {
    if (options.lockUntil !== undefined) {
      const { lock, why } = await this.inner.facts(options);
      if (lock === "no") throw new LockUnavailableError(`Cannot lock ${this.location}/${key}: ${why}`);
    }
    if (await this.found({ key }, options) === null) return;
    throw new AlreadyThereError(`Cannot write ${this.location}/${key}: an object with that name exists`);
  }

  private async found(object: ObjectRef, options: CallOptions): Promise<StoredObject | null> {
    try {
      return await this.inner.stat(object, options);
    } catch (error) {
      if (error instanceof NotFoundError || error instanceof DeniedError) return null;
      throw error;
    }
  }

  private written(
    method: keyof Store,
    key: string,
    { bytes, md5 }: WholeDigests,
    lockUntil: string | undefined,
  ): StoredObject {
    this.options.onSkipped?.({ method, key, bytes });
    return { key, bytes, md5, modifiedAt: isoTime(this.options.clock.now()), lockedUntil: lockUntil ?? null };
  }
}

/**
 * The base of a store that wraps another store. Methods that a subclass does not override call the inner store.
 *
 * @module
 */
import type {
  Abilities,
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectRef,
  PutOptions,
  Store,
  StoredObject,
  StoreFacts,
  UnfinishedUpload,
  Upload,
  UploadedPart,
  WholeDigests,
} from "../store.ts";

/** A part to upload. */
export interface Part {
  number: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A call of a store's method, for decorators that treat many methods alike. */
export interface StoreCall {
  method: keyof Store;
  /** The key of the object; null for calls that are about the entire store. */
  key: string | null;
}

/** Passes every call through {@linkcode StoreDecorator.around}. */
export abstract class StoreDecorator implements Store {
  constructor(protected readonly inner: Store) {}

  get location(): string {
    return this.inner.location;
  }

  get abilities(): Abilities {
    return this.inner.abilities;
  }

  /** Makes a call. Not used for listings. */
  protected around<T>(_call: StoreCall, make: () => Promise<T>, _options: CallOptions): Promise<T> {
    return make();
  }

  facts(options: CallOptions): Promise<StoreFacts> {
    return this.around({ method: "facts", key: null }, () => this.inner.facts(options), options);
  }

  list(prefix: string, options: CallOptions): AsyncIterable<StoredObject> {
    return this.inner.list(prefix, options);
  }

  stat(object: ObjectRef, options: CallOptions): Promise<StoredObject> {
    return this.around({ method: "stat", key: object.key }, () => this.inner.stat(object, options), options);
  }

  get(object: ObjectRef, options: GetOptions): Promise<ObjectBody> {
    return this.around({ method: "get", key: object.key }, () => this.inner.get(object, options), options);
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    const make = (): Promise<StoredObject> => this.inner.putIfAbsent(key, bytes, options);
    return this.around({ method: "putIfAbsent", key }, make, options);
  }

  beginUpload(key: string, options: PutOptions & { partBytes: number }): Promise<Upload> {
    return this.around({ method: "beginUpload", key }, () => this.inner.beginUpload(key, options), options);
  }

  uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]> {
    const make = (): Promise<UploadedPart[]> => this.inner.uploadedParts(upload, options);
    return this.around({ method: "uploadedParts", key: upload.key }, make, options);
  }

  putPart(upload: Upload, part: Part, options: CallOptions): Promise<UploadedPart> {
    const make = (): Promise<UploadedPart> => this.inner.putPart(upload, part, options);
    return this.around({ method: "putPart", key: upload.key }, make, options);
  }

  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    options: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const make = (): Promise<StoredObject> => this.inner.completeUpload(upload, parts, options);
    return this.around({ method: "completeUpload", key: upload.key }, make, options);
  }

  abortUpload(upload: Pick<Upload, "key" | "id">, options: CallOptions): Promise<boolean> {
    const make = (): Promise<boolean> => this.inner.abortUpload(upload, options);
    return this.around({ method: "abortUpload", key: upload.key }, make, options);
  }

  unfinishedUploads(prefix: string, options: CallOptions): AsyncIterable<UnfinishedUpload> {
    return this.inner.unfinishedUploads(prefix, options);
  }

  remove(object: ObjectRef, options: CallOptions): Promise<void> {
    return this.around(
      { method: "remove", key: object.key },
      () => this.inner.remove(object, options),
      options,
    );
  }
}

/**
 * Returns a stream of the same bytes that calls `each` with the size of each chunk. It waits for `each`, and an error
 * in `each` ends the stream.
 */
export function tapped(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  each: (bytes: number) => void | Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) return controller.close();
      await each(value.length);
      controller.enqueue(value);
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

/**
 * Reports how many bytes have been sent and received.
 *
 * @module
 */
import type {
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectRef,
  PutOptions,
  Store,
  StoredObject,
  Upload,
  UploadedPart,
} from "../store.ts";
import { type Part, StoreDecorator, tapped } from "./decorator.ts";

/** Bytes that have arrived. */
export interface StoreProgress {
  direction: "up" | "down";
  key: string;
  /** The number of bytes that have arrived since the last report. */
  bytes: number;
}

/** Returns a store that reports progress: of an upload after each part, of a read after each chunk. */
export function progress(inner: Store, onProgress: (progress: StoreProgress) => void): Store {
  return new TellingStore(inner, onProgress);
}

class TellingStore extends StoreDecorator {
  constructor(inner: Store, private readonly tell: (progress: StoreProgress) => void) {
    super(inner);
  }

  override async putIfAbsent(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
  ): Promise<StoredObject> {
    const put = await super.putIfAbsent(key, bytes, options);
    this.tell({ direction: "up", key, bytes: bytes.length });
    return put;
  }

  override async putPart(upload: Upload, part: Part, options: CallOptions): Promise<UploadedPart> {
    const put = await super.putPart(upload, part, options);
    this.tell({ direction: "up", key: upload.key, bytes: part.bytes.length });
    return put;
  }

  override async get(object: ObjectRef, options: GetOptions): Promise<ObjectBody> {
    const { key } = object, body = await super.get(object, options);
    return { ...body, stream: tapped(body.stream, (bytes) => this.tell({ direction: "down", key, bytes })) };
  }
}

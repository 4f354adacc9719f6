/**
 * Reads objects: small ones into memory, large ones as a stream.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import type { Bytes } from "./bytes.ts";
import { DamagedError } from "./errors.ts";
import type { CallOptions, ObjectRef, Store } from "./store.ts";

/** Reads a small object. @throws {DamagedError} if it has more than `most` bytes */
export async function readSmall(
  store: Store,
  object: ObjectRef,
  { most, signal }: CallOptions & { most: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const body = await store.get(object, { signal });
  if (body.bytes > most) {
    await body.stream.cancel();
    throw new DamagedError(
      `Cannot read ${object.key} at ${store.location}: it has ${
        counted(body.bytes, "byte")
      }, more than the maximum of ${count(most)}`,
      {
        retryable: false,
      },
    );
  }
  const bytes = new Uint8Array(body.bytes);
  let at = 0;
  for await (const chunk of body.stream) {
    if (at + chunk.length > bytes.length) break;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at === bytes.length) return bytes;
  throw new DamagedError(
    `Cannot read ${object.key} at ${store.location}: the store sent a different number of bytes than it announced`,
  );
}

/** Streams the bytes of an object. If a read breaks, the store or its decorator resumes it. */
export async function* readLarge(store: Store, object: ObjectRef, { signal }: CallOptions): Bytes {
  const { stream } = await store.get(object, { signal });
  yield* stream;
}

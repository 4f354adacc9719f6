/**
 * A store in a directory whose calls fail as they are told to, and a clock on which no wait takes time.
 *
 * @module
 */
import type { Clock } from "../../../lib/base/clock.ts";
import { systemClock } from "../../../lib/base/clock.ts";
import { type StoreCall, StoreDecorator } from "../../../lib/snapshot/decorators/decorator.ts";
import { DirectoryStore } from "../../../lib/snapshot/directory/store.ts";
import type {
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectRef,
  Store,
  StoredObject,
} from "../../../lib/snapshot/store.ts";

/** Whether a call fails, and how. */
export type Failing = (call: StoreCall & { nth: number }) => Error | null;

/** Fails calls, streams and listings. */
export class FaultyStore extends StoreDecorator {
  readonly calls: string[] = [];
  /** After so many bytes of a read it breaks; null for never. Used up by one break. */
  breakAfter: number | null = null;
  /** After so many objects of a listing it breaks. Used up by one break. */
  breakListing: number | null = null;

  constructor(inner: Store, private readonly failing: Failing, private readonly error: () => Error) {
    super(inner);
  }

  protected override around<T>(call: StoreCall, make: () => Promise<T>, _options: CallOptions): Promise<T> {
    this.calls.push(call.method);
    const error = this.failing({ ...call, nth: this.calls.length });
    return error === null ? make() : Promise.reject(error);
  }

  override async get(object: ObjectRef, options: GetOptions): Promise<ObjectBody> {
    const body = await super.get(object, options), limit = this.breakAfter;
    if (limit === null) return body;
    const reader = body.stream.getReader();
    let came = 0;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        if (came + value.length > limit && this.breakAfter !== null) {
          this.breakAfter = null;
          await reader.cancel();
          controller.enqueue(value.slice(0, limit - came));
          throw this.error();
        }
        came += value.length;
        controller.enqueue(value);
      },
      cancel: async () => await reader.cancel(),
    }, { highWaterMark: 0 });
    return { ...body, stream };
  }

  override async *list(prefix: string, options: CallOptions): AsyncIterable<StoredObject> {
    let given = 0;
    for await (const object of super.list(prefix, options)) {
      if (given++ === this.breakListing) {
        this.breakListing = null;
        throw this.error();
      }
      yield object;
    }
  }
}

/** A clock on which waits take no time and are noted. */
export function noting(): { clock: Clock; waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  const clock: Clock = {
    ...systemClock,
    monotonic: () => now,
    delay(ms, signal) {
      waits.push(ms);
      now += ms;
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
  return { clock, waits };
}

/** A directory that goes when it is disposed of, as a store. */
export async function directory(): Promise<{ store: DirectoryStore } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "lookervault-decorator-" });
  return {
    store: new DirectoryStore(path, { clock: systemClock }),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

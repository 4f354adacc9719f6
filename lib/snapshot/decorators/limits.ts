/**
 * Limits the bandwidth and the number of concurrent calls.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
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
import { type Part, type StoreCall, StoreDecorator, tapped } from "./decorator.ts";

/** Options of {@linkcode limits}. */
export interface StoreLimits {
  clock: Clock;
  /**
   * The bytes per second in both directions together, on average: a part is sent at full speed, and the next part
   * waits.
   */
  bytesPerSecond?: number;
  /** The number of concurrent calls. Reading a stream does not count, because its reader may need other calls. */
  calls?: number;
}

/** Returns a store with limited bandwidth and concurrency. */
export function limits(inner: Store, options: StoreLimits): Store {
  return new LimitedStore(inner, options);
}

class LimitedStore extends StoreDecorator {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** The time at which the bytes so far would have been sent at the maximum speed, on the monotonic clock. */
  private paidUntil = 0;

  constructor(inner: Store, private readonly options: StoreLimits) {
    super(inner);
  }

  protected override async around<T>(
    _call: StoreCall,
    make: () => Promise<T>,
    { signal }: CallOptions,
  ): Promise<T> {
    await this.enter(signal);
    try {
      return await make();
    } finally {
      this.leave();
    }
  }

  override async putIfAbsent(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
  ): Promise<StoredObject> {
    await this.pay(bytes.length, options.signal);
    return await super.putIfAbsent(key, bytes, options);
  }

  override async putPart(upload: Upload, part: Part, options: CallOptions): Promise<UploadedPart> {
    await this.pay(part.bytes.length, options.signal);
    return await super.putPart(upload, part, options);
  }

  override async get(object: ObjectRef, options: GetOptions): Promise<ObjectBody> {
    const body = await super.get(object, options);
    return { ...body, stream: tapped(body.stream, (bytes) => this.pay(bytes, options.signal)) };
  }

  /** Waits until the earlier bytes would have been sent at the maximum speed, then adds the time for these bytes. */
  private async pay(bytes: number, signal: AbortSignal): Promise<void> {
    const { clock, bytesPerSecond = Infinity } = this.options;
    if (bytesPerSecond === Infinity) return;
    const now = clock.monotonic(), from = Math.max(now, this.paidUntil);
    this.paidUntil = from + bytes * 1000 / bytesPerSecond;
    if (from > now) await clock.delay(from - now, signal);
  }

  private async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.running >= (this.options.calls ?? Infinity)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.waiting.push(resolve);
      const leave = (): void => resolve();
      signal.addEventListener("abort", leave, { once: true });
      await promise;
      signal.removeEventListener("abort", leave);
      const at = this.waiting.indexOf(resolve);
      if (at >= 0) this.waiting.splice(at, 1);
      signal.throwIfAborted();
    }
    this.running++;
  }

  private leave(): void {
    this.running--;
    this.waiting.shift()?.();
  }
}

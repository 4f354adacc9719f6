/**
 * Retries what can be retried.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { BACKOFF, backoffWait } from "../../http/backoff.ts";
import { StoreError } from "../errors.ts";
import type {
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectRef,
  Store,
  StoredObject,
  UnfinishedUpload,
} from "../store.ts";
import { type StoreCall, StoreDecorator } from "./decorator.ts";

/** What is told of each failure that is followed by another try. */
export interface StoreRetryNotice extends StoreCall {
  /** The attempt that failed, from 1. */
  attempt: number;
  error: StoreError;
  waitMs: number;
}

/** Options of {@linkcode retry}. */
export interface StoreRetryOptions {
  clock: Clock;
  /** Attempts after the first; of a stream, after the last that brought bytes. */
  maxRetries?: number;
  /** 0 to 1: how much of a wait is waited. */
  random?: () => number;
  onRetry?: (notice: StoreRetryNotice) => void;
}

const RETRIES = 5;

/** A store whose calls are made again after a failure that may pass, a read continuing where it stopped. */
export function retry(inner: Store, options: StoreRetryOptions): Store {
  return new RetryingStore(inner, options);
}

class RetryingStore extends StoreDecorator {
  constructor(inner: Store, private readonly options: StoreRetryOptions) {
    super(inner);
  }

  protected override async around<T>(
    call: StoreCall,
    make: () => Promise<T>,
    { signal }: CallOptions,
  ): Promise<T> {
    for (let attempt = 1;; attempt++) {
      try {
        return await make();
      } catch (error) {
        await this.wait(call, attempt, error, signal);
      }
    }
  }

  override async get(object: ObjectRef, options: GetOptions): Promise<ObjectBody> {
    const body = await super.get(object, options);
    const end = Math.min(options.range?.to ?? body.bytes, body.bytes);
    return { ...body, stream: this.unbroken(object, { ...options, ifTag: body.tag }, body.stream, end) };
  }

  /** Bytes that continue where they stopped: a new read begins there, of the same object. */
  private unbroken(
    object: ObjectRef,
    options: GetOptions,
    first: ReadableStream<Uint8Array<ArrayBuffer>>,
    end: number,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    let reader = first.getReader(), at = options.range?.from ?? 0, attempt = 0;
    return new ReadableStream({
      pull: async (controller) => {
        for (;;) {
          try {
            const { value, done } = await reader.read();
            if (done) return controller.close();
            at += value.length;
            attempt = 0;
            return controller.enqueue(value);
          } catch (error) {
            await this.wait({ method: "get", key: object.key }, ++attempt, error, options.signal);
            const range = { from: at, to: end };
            const next = await this.again(object, { ...options, range }, attempt);
            reader = next.stream.getReader();
          }
        }
      },
      cancel: async (reason) => await reader.cancel(reason),
    }, { highWaterMark: 0 });
  }

  /** Opens a read again; its failures count with those of the bytes. */
  private async again(object: ObjectRef, options: GetOptions, failed: number): Promise<ObjectBody> {
    for (let attempt = failed;;) {
      try {
        return await this.inner.get(object, options);
      } catch (error) {
        await this.wait({ method: "get", key: object.key }, ++attempt, error, options.signal);
      }
    }
  }

  override list(prefix: string, options: CallOptions): AsyncIterable<StoredObject> {
    return this.listed("list", () => this.inner.list(prefix, options), options);
  }

  override unfinishedUploads(prefix: string, options: CallOptions): AsyncIterable<UnfinishedUpload> {
    return this.listed("unfinishedUploads", () => this.inner.unfinishedUploads(prefix, options), options);
  }

  /** Begins a listing again, without what was given out before. */
  private async *listed<T extends { key: string; id?: string; version?: string }>(
    method: "list" | "unfinishedUploads",
    open: () => AsyncIterable<T>,
    { signal }: CallOptions,
  ): AsyncIterable<T> {
    const given = new Set<string>();
    for (let attempt = 1;; attempt++) {
      try {
        for await (const item of open()) {
          const name = `${item.key}\n${item.id ?? ""}\n${item.version ?? ""}`;
          if (given.has(name)) continue;
          given.add(name);
          yield item;
        }
        return;
      } catch (error) {
        await this.wait({ method, key: null }, attempt, error, signal);
      }
    }
  }

  /** Waits after the `attempt`-th failure; throws it where there is no sense in another. */
  private async wait(call: StoreCall, attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, maxRetries = RETRIES, random = Math.random, onRetry } = this.options;
    if (!(error instanceof StoreError) || !error.retryable || attempt > maxRetries || signal.aborted) {
      throw error;
    }
    const waitMs = Math.max(error.retryAfterMs ?? 0, backoffWait(attempt, BACKOFF) * random());
    onRetry?.({ ...call, attempt, error, waitMs });
    await clock.delay(waitMs, signal);
  }
}

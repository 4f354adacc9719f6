/**
 * Retries calls that failed with a retryable error.
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

/** A failed attempt that is followed by a retry. */
export interface StoreRetryNotice extends StoreCall {
  /** The number of the failed attempt, from 1. */
  attempt: number;
  error: StoreError;
  waitMs: number;
}

/** Options of {@linkcode retry}. */
export interface StoreRetryOptions {
  clock: Clock;
  /** The maximum number of retries after the first attempt. For a stream, the count restarts after each chunk. */
  maxRetries?: number;
  /** Returns the fraction of the maximum wait to use, from 0 to 1. */
  random?: () => number;
  onRetry?: (notice: StoreRetryNotice) => void;
}

const RETRIES = 5;

/** Returns a store that retries calls after retryable errors. An interrupted read resumes where it stopped. */
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

  /** Returns a stream that resumes where it stopped, with a new read of the same object. */
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

  /** Opens a read again. Its failures count as failures of the stream. */
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

  /** Restarts a listing after a failure, without the items that it has already yielded. */
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

  /** Waits after the `attempt`-th failure. Throws the error if a retry cannot help. */
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

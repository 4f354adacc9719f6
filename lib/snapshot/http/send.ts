/**
 * Sends one request to a store and returns the response. Each store interprets the status itself.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { readBody } from "../../http/read_body.ts";
import { hostOf, networkFailure } from "../../http/transport.ts";
import { RefusedError, StoreError, UnreachableError } from "../errors.ts";
import { Turns } from "./turns.ts";

/** A request. */
export interface StoreRequest {
  /** What the request does, for messages, such as `read s3://bucket/key`. */
  doing: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  /** Whether to return the body of a 2xx response as a stream. */
  stream?: boolean;
}

/** A response with any status. */
export interface StoreAnswer {
  status: number;
  headers: Headers;
  /** The complete body; empty if the body is a stream. */
  body: Uint8Array;
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

/** Sends a request. */
export type Send = (request: StoreRequest) => Promise<StoreAnswer>;

/** Options of {@linkcode sender}. */
export interface SenderOptions {
  clock: Clock;
  /** The timeout of a response, in seconds. The time that the request's body needs is added to it. */
  timeout?: number;
}

const TIMEOUT = 60;
/**
 * The maximum size of all request bodies that are being sent, in bytes. With this limit, an upload of 3 GB uses 235 MB
 * of memory (measured with `deno task soak --only stores`).
 */
const ROOM = 8 * 1024 * 1024;
/** The minimum speed of a connection, in bytes per second. */
const FLOOR = 32 * 1024;
/** The maximum size of a response that is not an object, in bytes. A page of a listing has a thousand keys. */
const MOST = 16 * 1024 * 1024;

/**
 * Returns a function that sends requests with fetch. It does not follow redirects, because a signature is valid only
 * for one host.
 */
export function sender({ clock, timeout = TIMEOUT }: SenderOptions): Send {
  const turns = new Turns(ROOM);
  return async (request) => {
    request.signal.throwIfAborted();
    using _turn = await turns.take(request.body?.length ?? 0, request.signal);
    const late = new AbortController();
    const limit = (timeout + (request.body?.length ?? 0) / FLOOR) * 1000;
    using _timer = clock.after(limit, () => late.abort(stalled(request, Math.round(limit / 1000))));
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { "accept-encoding": "identity", ...request.headers },
        redirect: "manual",
        signal: AbortSignal.any([request.signal, late.signal]),
        ...(request.body !== undefined && { body: request.body }),
      });
      const { status, headers, ok } = response;
      if (ok && request.stream === true && response.body !== null) {
        const stream = guarded(response.body, { request, late, clock, timeout, expected: lengthOf(headers) });
        return { status, headers, body: new Uint8Array(), stream };
      }
      const ask = (bytes: number): Promise<void> =>
        bytes > MOST ? Promise.reject(tooLarge(request)) : Promise.resolve();
      const body = await readBody(response.body, { expected: null, free: MOST, ask });
      return { status, headers, body, stream: null };
    } catch (error) {
      throw failure(error, request, late.signal);
    }
  };
}

/** Returns a stream that fails if it stalls or ends too early. */
function guarded(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { request, late, clock, timeout, expected }: {
    request: StoreRequest;
    late: AbortController;
    clock: Clock;
    timeout: number;
    expected: number | null;
  },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let came = 0;
  return new ReadableStream({
    async pull(controller) {
      using _timer = clock.after(timeout * 1000, () => late.abort(stalled(request, timeout)));
      try {
        const { value, done } = await reader.read();
        if (!done) {
          came += value.length;
          return controller.enqueue(value);
        }
      } catch (error) {
        throw failure(error, request, late.signal);
      }
      if (expected !== null && came !== expected) {
        throw broken(request, "the response ended before it was complete");
      }
      controller.close();
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function lengthOf(headers: Headers): number | null {
  const length = headers.get("content-encoding") === null ? headers.get("content-length") : null;
  return length === null ? null : Number(length);
}

function failure(error: unknown, request: StoreRequest, late: AbortSignal): unknown {
  if (request.signal.aborted) return request.signal.reason;
  if (late.aborted) return late.reason;
  if (error instanceof StoreError || error instanceof Deno.errors.NotCapable) return error;
  const kind = networkFailure(error);
  return broken(request, WHAT[kind], { retryable: kind !== "tls", hint: HINTS[kind] });
}

const WHAT = {
  refused: "the connection was refused",
  dns: "the host name does not resolve",
  tls: "the TLS connection failed, or the certificate was not accepted",
  reset: "the connection broke before the response was complete",
  other: "the connection failed",
} as const;

const HINTS = {
  refused: "Check the endpoint's port.",
  dns: "Check the destination and the region, and whether this machine needs a proxy (HTTPS_PROXY).",
  tls: "For a private certificate authority, set DENO_CERT to its PEM file.",
  reset: "Rerun the command to resume.",
  other: "Check the network, and whether a proxy is needed (HTTPS_PROXY).",
} as const;

/** Omits the original error, because it contains the URL, which may be signed. */
function broken(
  { doing, url }: StoreRequest,
  what: string,
  options: { retryable?: boolean; hint?: string } = {},
): UnreachableError {
  return new UnreachableError(`Cannot ${doing}: ${hostOf(url)}: ${what}`, options);
}

function stalled(request: StoreRequest, seconds: number): UnreachableError {
  return broken(request, `no data arrived for ${seconds} s`, { hint: HINTS.reset });
}

function tooLarge({ doing, url }: StoreRequest): RefusedError {
  return new RefusedError(`Cannot ${doing}: ${hostOf(url)} returned more than ${MOST / 1024 / 1024} MB`);
}

/** Whether the status means that the store is overloaded or fails temporarily. */
export function isBusy(status: number): boolean {
  return status === 408 || status === 429 ||
    (status >= 500 && status !== 501 && status !== 505 && status !== 507);
}

/** Decodes bytes as text. */
export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** Encodes text as bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

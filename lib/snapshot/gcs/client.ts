/**
 * Requests to one bucket of Google Cloud Storage, by its JSON API.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Redactor } from "../../base/redactor.ts";
import type { CredentialSource } from "../credentials/lease.ts";
import { RefusedError } from "../errors.ts";
import { caller } from "../http/call.ts";
import { type Send, type StoreAnswer, textOf } from "../http/send.ts";
import { gcsFailure } from "./failure.ts";

/** Options of {@linkcode GcsClient}. */
export interface GcsClientOptions {
  bucket: string;
  /** Another server than Google's. */
  endpoint?: string;
  credentials: CredentialSource<string>;
  send: Send;
  clock: Clock;
  redactor: Redactor;
}

/** One call. */
export interface GcsCall {
  doing: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below the bucket, such as `/o/NAME`; or a whole address, that of an upload. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  stream?: boolean;
}

/** Talks to one bucket. */
export class GcsClient {
  readonly endpoint: string;
  private readonly send: Send;

  constructor(private readonly options: GcsClientOptions) {
    this.endpoint = options.endpoint ?? "https://storage.googleapis.com";
    const { send, credentials } = options;
    this.send = caller({
      send,
      credentials,
      isExpired: ({ status }) => status === 401,
      authorize: (request, token) => ({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      }),
    });
  }

  /** The time by which locks are judged, milliseconds since the epoch. */
  now(): number {
    return this.options.clock.now();
  }

  /** Sends a call; any status comes back. `upload`: to the service that takes bytes. */
  async ask(
    { doing, method, path, query = {}, headers = {}, body, signal, stream }: GcsCall,
    { upload = false } = {},
  ): Promise<StoreAnswer> {
    const bucket = `${upload ? "/upload" : ""}/storage/v1/b/${encodeURIComponent(this.options.bucket)}`;
    const url = new URL(path.startsWith("/") || path === "" ? `${this.endpoint}${bucket}${path}` : path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return await this.send({
      doing,
      method,
      url: url.href,
      headers,
      ...(body !== undefined && { body }),
      signal,
      ...(stream !== undefined && { stream }),
    });
  }

  /** Sends a call that is answered with JSON. */
  async json(call: GcsCall, options: { upload?: boolean } = {}): Promise<Record<string, unknown>> {
    const answer = await this.ask(call, options);
    if (answer.status < 200 || answer.status >= 300) throw this.failure(answer, call.doing);
    return this.read(answer, call.doing);
  }

  /** The JSON of an answer that succeeded. */
  read(answer: StoreAnswer, doing: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(textOf(answer.body));
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    } catch {
      // Something else answers.
    }
    throw new RefusedError(`Cannot ${doing}: the answer does not come from Google Cloud Storage`, {
      hint: "Something other than the store may be answering: check the endpoint and proxies.",
    });
  }

  /** The error of an answer that did not. */
  failure(answer: StoreAnswer, doing: string): Error {
    const { clock, redactor } = this.options;
    return gcsFailure(answer, { doing, now: clock.now(), redact: redactor.redact });
  }

  /** The address of an upload, which lets anybody write: it is a secret, and has to be the store's own. */
  session(location: string | null, doing: string): string {
    const url = location === null ? null : URL.parse(location);
    if (url === null || url.origin !== new URL(this.endpoint).origin) {
      throw new RefusedError(`Cannot ${doing}: the store returned no upload address`);
    }
    this.options.redactor.add(url.searchParams.get("upload_id") ?? url.href);
    return url.href;
  }
}

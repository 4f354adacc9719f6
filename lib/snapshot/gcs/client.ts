/**
 * Sends requests to one bucket of Google Cloud Storage with the JSON API.
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
  /** The URL of a server to use in place of Google's. */
  endpoint?: string;
  credentials: CredentialSource<string>;
  send: Send;
  clock: Clock;
  redactor: Redactor;
}

/** A request to the bucket. */
export interface GcsCall {
  doing: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below the bucket, such as `/o/NAME`, or the complete URL of an upload. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  stream?: boolean;
}

/** A client of one bucket. */
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

  /** Returns the time against which locks are checked, in milliseconds since the epoch. */
  now(): number {
    return this.options.clock.now();
  }

  /** Sends a request and returns the response, whatever its status. With `upload`, sends it to the upload service. */
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

  /** Sends a request and parses the JSON of its response. */
  async json(call: GcsCall, options: { upload?: boolean } = {}): Promise<Record<string, unknown>> {
    const answer = await this.ask(call, options);
    if (answer.status < 200 || answer.status >= 300) throw this.failure(answer, call.doing);
    return this.read(answer, call.doing);
  }

  /** Parses the JSON of a successful response. */
  read(answer: StoreAnswer, doing: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(textOf(answer.body));
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    } catch {
      // The response is not JSON, so it does not come from the store.
    }
    throw new RefusedError(`Cannot ${doing}: the response is not from Google Cloud Storage`, {
      hint: "Check the endpoint and proxies: something other than the store may be responding.",
    });
  }

  /** Returns the error for a response whose status is not 2xx. */
  failure(answer: StoreAnswer, doing: string): Error {
    const { clock, redactor } = this.options;
    return gcsFailure(answer, { doing, now: clock.now(), redact: redactor.redact });
  }

  /**
   * Checks the URL of an upload, which must have the store's origin. The URL lets anybody write, so it is redacted as a
   * secret.
   */
  session(location: string | null, doing: string): string {
    const url = location === null ? null : URL.parse(location);
    if (url === null || url.origin !== new URL(this.endpoint).origin) {
      throw new RefusedError(`Cannot ${doing}: the store returned no upload address`);
    }
    this.options.redactor.add(url.searchParams.get("upload_id") ?? url.href);
    return url.href;
  }
}

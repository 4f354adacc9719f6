/**
 * Sends signed requests to one bucket of S3 or of an S3-compatible store.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { Clock } from "../../base/clock.ts";
import type { AwsKeys } from "../credentials/aws.ts";
import type { CredentialSource } from "../credentials/lease.ts";
import { md5Of } from "../digests.ts";
import { RefusedError } from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import { caller } from "../http/call.ts";
import { bytesOf, type Send, type StoreAnswer, textOf } from "../http/send.ts";
import { parseXml, type XmlElement } from "../http/xml.ts";
import { bucketUrl } from "./address.ts";
import { EXPIRED, refusalIn, s3Failure } from "./failure.ts";

/** Options of {@linkcode S3Client}. */
export interface S3ClientOptions {
  bucket: string;
  region: string;
  /** The URL of a store to use in place of Amazon's. */
  endpoint?: string;
  credentials: CredentialSource<AwsKeys>;
  send: Send;
  clock: Clock;
  redact: (text: string) => string;
}

/** A request to the bucket. */
export interface S3Call {
  doing: string;
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  /** The MD5 of the body, hexadecimal, if the caller has it. */
  md5?: string;
  signal: AbortSignal;
  stream?: boolean;
}

/** A client of one bucket. */
export class S3Client {
  private readonly base: string;
  private readonly send: Send;

  constructor(private readonly options: S3ClientOptions) {
    this.base = bucketUrl(options);
    const { send, credentials, clock, region } = options;
    this.send = caller({
      send,
      credentials,
      isExpired: (answer) => answer.status >= 400 && EXPIRED.has(refusalIn(answer).code),
      authorize: async (request, keys) => {
        const datetime = new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, "");
        const { url, method, headers } = request;
        const signer = new AwsV4Signer({ url, method, headers, ...keys, service: "s3", region, datetime });
        const signed = await signer.sign();
        return { ...request, url: signed.url.href, headers: Object.fromEntries(signed.headers) };
      },
    });
  }

  /** Sends a request and returns the response, whatever its status. */
  async ask(
    { doing, method, key, query = {}, headers = {}, body, md5, signal, stream }: S3Call,
  ): Promise<StoreAnswer> {
    const url = new URL(key === undefined ? this.base : `${this.base.replace(/\/$/, "")}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const bytes = typeof body === "string" ? bytesOf(body) : body;
    const sums = bytes === undefined ? { "x-amz-content-sha256": EMPTY } : sumsOf(bytes, md5);
    return await this.send({
      doing,
      method,
      url: url.href,
      headers: { ...sums, ...headers },
      ...(bytes !== undefined && { body: bytes }),
      signal,
      ...(stream !== undefined && { stream }),
    });
  }

  /** Sends a request. @throws {StoreError} if the status is not 2xx */
  async call(call: S3Call): Promise<StoreAnswer> {
    const answer = await this.ask(call);
    if (answer.status < 200 || answer.status >= 300) throw this.failure(answer, call.doing);
    return answer;
  }

  /**
   * Sends a request and parses the XML of its response. An error can have status 200, because S3 sends the status
   * before it has finished.
   */
  async xml(call: S3Call): Promise<XmlElement> {
    const answer = await this.call(call);
    return this.read(answer, call.doing);
  }

  /** Parses the XML of a successful response. */
  read(answer: StoreAnswer, doing: string): XmlElement {
    if (refusalIn(answer).code !== "") throw this.failure({ ...answer, status: 500 }, doing);
    try {
      return parseXml(textOf(answer.body));
    } catch (error) {
      throw new RefusedError(`Cannot ${doing}: the response is not from an S3 store`, {
        cause: error,
        hint: "Check the endpoint: something other than the store may be responding.",
      });
    }
  }

  /** Returns the error for a response whose status is not 2xx. */
  failure(answer: StoreAnswer, doing: string): Error {
    const { clock, redact } = this.options;
    return s3Failure(answer, { doing, now: clock.now(), redact });
  }
}

/** The SHA-256 of an empty body. */
const EMPTY = createHash("sha256").digest("hex");

/**
 * Returns the digests by which the store checks a body. The SHA-256 is part of the signature. The MD5 is required if
 * objects are locked.
 */
function sumsOf(bytes: Uint8Array, md5 = md5Of(bytes)): Record<string, string> {
  return {
    "x-amz-content-sha256": createHash("sha256").update(bytes).digest("hex"),
    "content-md5": base64Of(md5),
  };
}

/**
 * Sends requests to one container of Azure Blob Storage.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import type { AzureCredential } from "../credentials/azure.ts";
import type { CredentialSource } from "../credentials/lease.ts";
import { md5Of } from "../digests.ts";
import { RefusedError } from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import { caller } from "../http/call.ts";
import { bytesOf, type Send, type StoreAnswer, type StoreRequest, textOf } from "../http/send.ts";
import { parseXml, type XmlElement } from "../http/xml.ts";
import { azureFailure } from "./failure.ts";

/** The API version. Locks of single blobs require 2020-06-12 or later. */
const VERSION = "2021-12-02";

/** Options of {@linkcode AzureClient}. */
export interface AzureClientOptions {
  account: string;
  container: string;
  /** The URL of a server to use in place of Azure. Its path contains the account. */
  endpoint?: string;
  credentials: CredentialSource<AzureCredential>;
  send: Send;
  clock: Clock;
  redact: (text: string) => string;
}

/** A request to the container. */
export interface AzureCall {
  doing: string;
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** The name of the blob. If absent, the request is for the container. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  /** The MD5 of the body, hexadecimal, if the caller has it. */
  md5?: string;
  signal: AbortSignal;
  stream?: boolean;
}

/** A client of one container. */
export class AzureClient {
  private readonly send: Send;

  constructor(private readonly options: AzureClientOptions) {
    const { send, credentials, clock } = options;
    this.send = caller({
      send,
      credentials,
      isExpired: ({ status }, credential) => isExpired(status, credential, clock.now()),
      authorize: (request, credential) => authorized(request, credential, options),
    });
  }

  /** Returns the time against which locks and signatures are checked, in milliseconds since the epoch. */
  now(): number {
    return this.options.clock.now();
  }

  /** Sends a request and returns the response, whatever its status. */
  async ask(
    { doing, method, key, query = {}, headers = {}, body, md5, signal, stream }: AzureCall,
  ): Promise<StoreAnswer> {
    const { account, container, endpoint = `https://${account}.blob.core.windows.net` } = this.options;
    const url = new URL(`${endpoint}/${container}${key === undefined ? "" : `/${key}`}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const bytes = typeof body === "string" ? bytesOf(body) : body;
    return await this.send({
      doing,
      method,
      url: url.href,
      headers: { ...(bytes !== undefined && { "content-md5": base64Of(md5 ?? md5Of(bytes)) }), ...headers },
      ...(bytes !== undefined && { body: bytes }),
      signal,
      ...(stream !== undefined && { stream }),
    });
  }

  /** Sends a request. @throws {StoreError} if the status is not 2xx */
  async call(call: AzureCall): Promise<StoreAnswer> {
    const answer = await this.ask(call);
    if (answer.status < 200 || answer.status >= 300) throw this.failure(answer, call.doing);
    return answer;
  }

  /** Sends a request and parses the XML of its response. */
  async xml(call: AzureCall): Promise<XmlElement> {
    const answer = await this.call(call);
    try {
      return parseXml(textOf(answer.body));
    } catch (error) {
      throw new RefusedError(`Cannot ${call.doing}: the response is not from Azure Blob Storage`, {
        cause: error,
        hint: "Check the endpoint: something other than the store may be responding.",
      });
    }
  }

  /** Returns the error for a response whose status is not 2xx. */
  failure(answer: StoreAnswer, doing: string): Error {
    const { clock, redact } = this.options;
    return azureFailure(answer, { doing, now: clock.now(), redact });
  }
}

/**
 * Whether the credential has expired. A signature contains its expiry time. With an expired token, the status is 401.
 */
function isExpired(status: number, credential: AzureCredential, now: number): boolean {
  if (credential.kind === "token") return status === 401;
  if (credential.kind === "key" || (status !== 403 && status !== 401)) return false;
  const end = Date.parse(credential.parameters.get("se") ?? "");
  return !Number.isNaN(end) && end <= now;
}

function authorized(
  request: StoreRequest,
  credential: AzureCredential,
  { account, clock }: AzureClientOptions,
): StoreRequest {
  const headers = {
    ...request.headers,
    "x-ms-date": new Date(clock.now()).toUTCString(),
    "x-ms-version": VERSION,
  };
  if (credential.kind === "token") {
    return { ...request, headers: { ...headers, authorization: `Bearer ${credential.token}` } };
  }
  if (credential.kind === "sas") {
    const url = new URL(request.url);
    for (const [name, value] of credential.parameters) url.searchParams.set(name, value);
    return { ...request, url: url.href, headers };
  }
  const signature = createHmac("sha256", credential.key)
    .update(stringToSign({ ...request, headers }, account)).digest("base64");
  return { ...request, headers: { ...headers, authorization: `SharedKey ${account}:${signature}` } };
}

/**
 * Returns the text that Shared Key signs: the method, twelve headers, all `x-ms-` headers, and the resource with its
 * query.
 */
export function stringToSign(
  { method, url, headers, body }: Pick<StoreRequest, "method" | "url" | "headers" | "body">,
  account: string,
): string {
  const { pathname, searchParams } = new URL(url);
  const length = body === undefined || body.length === 0 ? "" : String(body.length);
  const of = (name: string): string => headers[name] ?? "";
  const own = Object.keys(headers).filter((name) => name.startsWith("x-ms-")).sort()
    .map((name) => `${name}:${headers[name]}`);
  const query = [...searchParams].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `${name.toLowerCase()}:${value}`);
  return [
    method,
    of("content-encoding"),
    of("content-language"),
    length,
    of("content-md5"),
    of("content-type"),
    "", // The date is in x-ms-date.
    of("if-modified-since"),
    of("if-match"),
    of("if-none-match"),
    of("if-unmodified-since"),
    of("range"),
    ...own,
    [`/${account}${pathname}`, ...query].join("\n"),
  ].join("\n");
}

/**
 * Requests to one container of Azure Blob Storage.
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

/** The version of the service's interface: the first with locks of single blobs is 2020-06-12. */
const VERSION = "2021-12-02";

/** Options of {@linkcode AzureClient}. */
export interface AzureClientOptions {
  account: string;
  container: string;
  /** Another server than Azure's; it names the account in its path. */
  endpoint?: string;
  credentials: CredentialSource<AzureCredential>;
  send: Send;
  clock: Clock;
  redact: (text: string) => string;
}

/** One call. */
export interface AzureCall {
  doing: string;
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** The blob; the container where there is none. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  /** The body's MD5, hexadecimal, where it is known. */
  md5?: string;
  signal: AbortSignal;
  stream?: boolean;
}

/** Talks to one container. */
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

  /** The time by which locks and signatures are judged, milliseconds since the epoch. */
  now(): number {
    return this.options.clock.now();
  }

  /** Sends a call; any status comes back. */
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

  /** Sends a call that has to succeed. */
  async call(call: AzureCall): Promise<StoreAnswer> {
    const answer = await this.ask(call);
    if (answer.status < 200 || answer.status >= 300) throw this.failure(answer, call.doing);
    return answer;
  }

  /** Sends a call that is answered with XML. */
  async xml(call: AzureCall): Promise<XmlElement> {
    const answer = await this.call(call);
    try {
      return parseXml(textOf(answer.body));
    } catch (error) {
      throw new RefusedError(`Cannot ${call.doing}: the answer does not come from Azure Blob Storage`, {
        cause: error,
        hint: "Something other than the store may be answering: check the endpoint.",
      });
    }
  }

  /** The error of an answer that did not succeed. */
  failure(answer: StoreAnswer, doing: string): Error {
    const { clock, redact } = this.options;
    return azureFailure(answer, { doing, now: clock.now(), redact });
  }
}

/** A signature tells its end; a token's is told by 401. */
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

/** What Shared Key signs: the method, twelve headers, all of `x-ms-`, and the resource with its query. */
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

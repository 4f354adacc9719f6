/**
 * Sends one request and returns its response. All other HTTP features are decorators of {@linkcode Transport}.
 *
 * @module
 */
import { BodyAllowance, BodyBudget } from "./body_budget.ts";
import {
  BadAnswerError,
  HttpError,
  NetworkError,
  type NetworkFailure,
  StatusError,
  TooLargeError,
} from "./errors.ts";
import { readBody, releaseBody } from "./read_body.ts";
import { refusalOf } from "./refusal.ts";

/** Counts the requests of one purpose. */
export interface Tally {
  calls: number;
}

/** A request. `read` parses the response inside the retry: if `read` throws, the attempt has failed. */
export interface HttpRequest {
  operation: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  /** Whether sending the request twice has the same effect as sending it one time. */
  idempotent: boolean;
  /** Whether a timeout may be retried unchanged: false for pages, which are requested in a smaller size instead. */
  retryTimeouts: boolean;
  tally?: Tally;
  /**
   * The milliseconds that the attempts have taken so far, for the total timeout, and the number of stalled attempts.
   */
  spent?: { ms: number; stalls?: number };
  /** Whether Looker responds quickly, so that the timeout is shorter than for pages. */
  quick?: boolean;
  /** Whether the response is small. A larger body than {@linkcode BodyBudget.small} is rejected. */
  small?: boolean;
  /** The maximum size of the response in bytes, if it is less than the general limit. */
  most?: number;
  /** Receives the progress of the response. */
  pace?: Pace;
  /** Whether to send the request before all waiting requests. Set for a login, which other requests wait for. */
  urgent?: boolean;
  /** Whether responses may echo a secret. Errors then do not quote them. */
  confidential?: boolean;
  read: (response: HttpResponse) => unknown;
}

/** Receives the progress of a response. */
export interface Pace {
  /** Reports received bytes: 0 at the first call, when the headers have arrived. */
  received(bytes: number): void;
  /** Reports that a wait for memory, not for the server, starts (`true`) or ends (`false`). */
  waits(waits: boolean): void;
}

/** A response with its complete body, which is valid only until `read` returns, and `value`: the result of `read`. */
export interface HttpResponse {
  status: number;
  headers: Headers;
  body: Uint8Array;
  value?: unknown;
  /** Releases the memory of the body. Call it when the body is no longer needed. */
  release?: () => void;
}

/** Sends a request. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** The maximum number of headers of a response, and of characters in all of its headers. */
const MAX_HEADERS = 100, MAX_HEADER_CHARACTERS = 128 * 1024;

/** The platform's fetch with a separate body budget. */
export const fetchTransport: Transport = fetchWithin(new BodyBudget());

/**
 * Returns a transport that uses the platform's fetch. Redirects are not followed, so that a token does not reach
 * another host.
 */
export function fetchWithin(budget: BodyBudget): Transport {
  return async (request) => {
    let allowance: BodyAllowance | null = null;
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        redirect: "manual",
        signal: request.signal,
        ...(request.body !== undefined && { body: bodyOf(request, request.body) }),
      });
      const { status, headers } = response;
      const page = response.ok && request.small !== true;
      allowance = new BodyAllowance(budget, request, page, (waits) => request.pace?.waits(waits));
      request.pace?.received(0);
      const body = await wholeBody(request, response, allowance);
      const held = allowance;
      return { status, headers, body, release: () => held.release() };
    } catch (error) {
      allowance?.release();
      if (request.signal.aborted) throw request.signal.reason;
      if (error instanceof HttpError || error instanceof Deno.errors.NotCapable) throw error;
      throw new NetworkError(
        request.operation,
        networkFailure(error),
        hostOf(request.url),
        withoutUrl(error),
      );
    }
  };
}

async function wholeBody(
  request: HttpRequest,
  response: Response,
  allowance: BodyAllowance,
): Promise<Uint8Array> {
  const { headers, body: stream, status } = response;
  if (tooManyHeaders(headers)) {
    stream?.cancel().catch(() => {});
    throw new BadAnswerError(request.operation, status, "it has more headers than Looker sends");
  }
  const length = headers.get("content-encoding") === null ? headers.get("content-length") : null;
  const expected = length === null ? null : Number(length);
  try {
    const body = await readBody(stream, {
      expected,
      free: allowance.free,
      ask: (bytes) => allowance.ask(bytes),
      ...(request.pace && { onBytes: (bytes) => request.pace?.received(bytes) }),
    });
    if (expected !== null && expected !== body.length && request.method !== "HEAD") {
      throw new NetworkError(request.operation, "reset", hostOf(request.url), undefined);
    }
    return body;
  } catch (error) {
    // The status is enough to describe the failure, so a large error body is discarded.
    if (error instanceof TooLargeError && !response.ok) return EMPTY;
    throw error;
  }
}

function tooManyHeaders(headers: Headers): boolean {
  let count = 0, characters = 0;
  for (const [name, value] of headers) {
    count++;
    characters += name.length + value.length;
  }
  return count > MAX_HEADERS || characters > MAX_HEADER_CHARACTERS;
}

/**
 * Returns the body as a stream if the request must not be sent twice. If a reused connection turns out to be closed,
 * fetch silently sends any other body again, although the server may have processed the first.
 */
function bodyOf({ idempotent }: HttpRequest, body: string): BodyInit {
  if (idempotent) return body;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(body));
      controller.close();
    },
  });
}

const encoder = new TextEncoder();

const EMPTY = new Uint8Array();

/**
 * Turns any status other than 2xx into a {@linkcode StatusError}. `redact` receives the server's message before it is
 * cut, because half of a secret would not be recognized.
 */
export function answered(inner: Transport, redact: (text: string) => string = String): Transport {
  return async (request) => {
    const response = await inner(request);
    if (response.status >= 200 && response.status < 300) return response;
    try {
      throw statusError(request, response, redact);
    } finally {
      release(response);
    }
  };
}

/** Reading a response of at least this size, bytes, delays other requests. */
const LARGE_ANSWER = 64 * 1024;

/**
 * Reads the bodies of responses. This decorator is outside of the one that counts requests in flight, so the next
 * request is sent while this response is read. `turn` starts the next request before a large response is read.
 */
export function reading(inner: Transport, turn: (signal: AbortSignal) => Promise<void>): Transport {
  return async (request) => {
    const response = await inner(request);
    try {
      if (response.body.length >= LARGE_ANSWER) await turn(request.signal);
      response.value = request.read(response);
    } catch (error) {
      if (error instanceof HttpError || request.signal.aborted) throw error;
      const what = error instanceof Error ? error.message : String(error);
      throw new BadAnswerError(request.operation, response.status, what, error);
    } finally {
      release(response);
    }
    return { ...response, body: EMPTY };
  };
}

function release(response: HttpResponse): void {
  releaseBody(response.body);
  response.release?.();
}

/** Returns the host and port of a URL for messages, without path and query. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/**
 * Returns the kind of network failure of a fetch error. Fetch errors have no code, so the texts of the error and its
 * cause decide.
 */
export function networkFailure(error: unknown): NetworkFailure {
  const text = failureText(error);
  if (/refused/i.test(text)) return "refused";
  if (/dns error|lookup|name or service/i.test(text)) return "dns";
  if (/certificate|CA file|corrupt message|received fatal alert/i.test(text)) return "tls";
  if (/reset|closed|eof|end of file|incomplete|broken pipe|reading a body/i.test(text)) return "reset";
  return "other";
}

/**
 * Returns the messages of an error and its cause, without URLs. A URL from Deno could mislead, and contains the query
 * string.
 */
function failureText(error: unknown): string {
  const messages = error instanceof Error
    ? [error.message, error.cause instanceof Error ? error.cause.message : ""]
    : [String(error)];
  return messages.join(": ").replace(/https?:\/\/[^\s)]+/gi, "the URL").replace(/: $/, "");
}

/** Returns the copy of a fetch error that can be used as a cause. */
function withoutUrl(error: unknown): Error {
  return new Error(failureText(error));
}

function statusError(
  request: HttpRequest,
  { status, headers, body }: HttpResponse,
  redact: (text: string) => string,
): StatusError {
  const said = refusalOf(body, redact);
  const redirect = status >= 300 && status < 400 ? redirectText(request.url, headers.get("location")) : "";
  const words = request.confidential || said.text === null ? "" : `: ${said.text}`;
  return new StatusError(
    request.operation,
    status,
    `${request.operation} returned ${status}${redirect}${words}`,
    headers.get("retry-after"),
    headers.get("date"),
    { fields: said.fields, ...(redirect !== "" && { hint: MOVED }) },
  );
}

const MOVED =
  "Check the base URL: the instance may have moved, or a login page or a proxy may be responding. " +
  "lookervault connects only to the configured instance.";

/** Returns the target of a redirect in brackets: scheme, host and port, because the rest could contain a secret. */
function redirectText(url: string, location: string | null): string {
  const to = location === null ? null : URL.parse(location, url)?.origin ?? null;
  return ` (a redirect${to === null ? "" : ` to ${to}`}: redirects are not followed)`;
}

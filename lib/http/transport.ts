/**
 * One request, one answer. Everything above is a decorator of {@linkcode Transport}.
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

/** Where the requests of one purpose are counted. */
export interface Tally {
  calls: number;
}

/** A request. `read` judges the answer's body, inside the retry: what it throws is a failed attempt. */
export interface HttpRequest {
  operation: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  /** Sending it twice does what sending it once does. */
  idempotent: boolean;
  /** Whether a time-out may be tried again as it is: false for pages, which shrink instead. */
  retryTimeouts: boolean;
  tally?: Tally;
  /** Milliseconds its attempts took so far: the total time-out counts here. And how many of them stalled. */
  spent?: { ms: number; stalls?: number };
  /** Its answer takes a moment: it is not waited for as long as for pages. */
  quick?: boolean;
  /** Its answer is small: a megabyte of it is an attack. */
  small?: boolean;
  /** Bytes that its answer may have, where that is less than for others. */
  most?: number;
  /** Told how its answer comes in. */
  pace?: Pace;
  /** Goes before all others that wait: a login, which others wait for. */
  urgent?: boolean;
  /** Its answers may echo a secret: errors do not quote them. */
  confidential?: boolean;
  read: (response: HttpResponse) => unknown;
}

/** How an answer comes in. */
export interface Pace {
  /** So many bytes came: none at the first call, when the headers are there. */
  received(bytes: number): void;
  /** It waits, not for the server but for memory; or goes on. */
  waits(waits: boolean): void;
}

/** An answer with its whole body, which is only there until `read` is through, and `value`: what `read` made of it. */
export interface HttpResponse {
  status: number;
  headers: Headers;
  body: Uint8Array;
  value?: unknown;
  /** To be called once the body is not needed any more. */
  release?: () => void;
}

/** Sends a request. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** Headers of an answer at most, and characters of them together. */
const MAX_HEADERS = 100, MAX_HEADER_CHARACTERS = 128 * 1024;

/** The platform's fetch, on a budget of its own. */
export const fetchTransport: Transport = fetchWithin(new BodyBudget());

/** The platform's fetch. Redirects are not followed: a token must not travel to another host. */
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
    // What went wrong is known by the status; the rest of what it says is not.
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
 * What must not be sent twice goes out as a stream: when a connection that was used before turns out to be cut, fetch
 * sends any other body a second time, silently, though the first may have been worked on.
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
 * Turns any status but 2xx into a {@linkcode StatusError}. `redact` sees what the server says before it is cut: half a
 * secret would not be recognised any more.
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

/** From so many bytes on, reading an answer keeps the others waiting. */
const LARGE_ANSWER = 64 * 1024;

/**
 * Reads the bodies of answers. It stands outside of whatever counts requests in flight: the next request is on its way
 * while this answer is read. `turn` lets it out, before a large one.
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

/** Host and port of a URL, for messages: no path, no query. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** What kind of network failure a fetch error is; fetch errors carry no code, so the cause's text decides. */
export function networkFailure(error: unknown): NetworkFailure {
  const text = failureText(error);
  if (/refused/i.test(text)) return "refused";
  if (/dns error|lookup|name or service/i.test(text)) return "dns";
  if (/certificate|CA file|corrupt message|received fatal alert/i.test(text)) return "tls";
  if (/reset|closed|eof|end of file|incomplete|broken pipe|reading a body/i.test(text)) return "reset";
  return "other";
}

/** The messages of an error and its cause. Deno puts the URL into them: it could mislead, and has a query string. */
function failureText(error: unknown): string {
  const messages = error instanceof Error
    ? [error.message, error.cause instanceof Error ? error.cause.message : ""]
    : [String(error)];
  return messages.join(": ").replace(/https?:\/\/[^\s)]+/gi, "the URL").replace(/: $/, "");
}

/** What is kept of a fetch error as the cause of ours. */
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
    `${request.operation} was answered ${status}${redirect}${words}`,
    headers.get("retry-after"),
    headers.get("date"),
    { fields: said.fields, ...(redirect !== "" && { hint: MOVED }) },
  );
}

const MOVED =
  "lookervault connects only to the configured instance. Check the base URL: the instance may have moved, " +
  "or a login page or a proxy may be answering.";

/** Where a redirect leads, in brackets: scheme, host and port, because the rest could hold a secret. */
function redirectText(url: string, location: string | null): string {
  const to = location === null ? null : URL.parse(location, url)?.origin ?? null;
  return ` (a redirect${to === null ? "" : ` to ${to}`}: redirects are not followed)`;
}
